/**
 * What a node's failure texts mean. A node of this project begins them with a word: `TIMELOCKED until=<unix>`,
 * `DUPLICATE`, `NOT_FOUND`, `DENIED`, `INVALID`. Deployed idOS writes free text, which is passed on.
 */
import { IdosError, type Code } from "../../enclave/protocol/errors.ts";
import { shownText } from "../shown-text.ts";

const WORDS: Record<string, Code> = {
  TIMELOCKED: "TIMELOCKED",
  DUPLICATE: "NETWORK_CONFLICT",
  NOT_FOUND: "NOT_FOUND",
  DENIED: "NETWORK_DENIED",
  INVALID: "INVALID_ARGUMENT",
};

/**
 * The error for a failure text of the node.
 * @param text the log of a failed action or the message of an RPC error
 * @param action name of the action that failed
 */
export function nodeError(text: string, action: string): IdosError {
  const shown = shownText(text, 300);
  const [, word = "", rest = ""] = /^(?:ERROR: )?([A-Z_]+)\b[: ]*(.*)$/.exec(shown) ?? [];
  const code = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  if (code === "TIMELOCKED") {
    const until = /until=(\d{1,12})/.exec(rest)?.[1];
    return new IdosError(code, `${action}: an access grant is locked${until ? ` until ${new Date(Number(until) * 1000).toISOString()}` : ""}`, {
      data: until ? { until: Number(until) } : undefined,
    });
  }
  if (code) return new IdosError(code, `${action}: ${rest || shown}`);
  const conflict = /duplicate|already (exist|used)|unique|nonce/i.test(shown);
  return new IdosError(conflict ? "NETWORK_CONFLICT" : "NETWORK_DENIED", `${action}: the storage node refused: ${shown || "no reason given"}`);
}
