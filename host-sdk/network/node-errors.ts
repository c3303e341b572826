/**
 * What a node's refusals mean. A node of this project begins its texts with a word: `TIMELOCKED until=<unix>`,
 * `DUPLICATE`, `NOT_FOUND`, `DENIED`, `INVALID`, `UNSUPPORTED`. Deployed idOS writes free text, which is passed on.
 */
import { IdosError, type Code } from "../../enclave/protocol/errors.ts";
import { shownText } from "../shown-text.ts";

const WORDS: Record<string, Code> = {
  TIMELOCKED: "TIMELOCKED",
  DUPLICATE: "NETWORK_CONFLICT",
  NOT_FOUND: "NOT_FOUND",
  DENIED: "NETWORK_DENIED",
  INVALID: "INVALID_ARGUMENT",
  UNSUPPORTED: "UNSUPPORTED",
};

/**
 * The error for a failure text of the node.
 * @param text the log of a failed action or the message of an RPC error
 * @param action what failed
 */
export function nodeError(text: string, action: string): IdosError {
  const shown = shownText(text, 300);
  const [, word = "", , until] = /^(?:ERROR: )?([A-Z_]+)\b( until=(\d{1,12}))?/.exec(shown) ?? [];
  const free = /duplicate|already|unique|nonce/i.test(shown) ? "NETWORK_CONFLICT" : "NETWORK_DENIED";
  const code = Object.hasOwn(WORDS, word) ? (WORDS[word] ?? free) : free;
  return new IdosError(code, `${action}: ${shown || "refused by the storage node"}`, {
    data: until ? { until: Number(until) } : undefined,
  });
}

/** Kwil's error numbers that mean something of their own. */
const SIGN_IN_FIRST = -901;
const PRIVATE_MODE = -1001;
const INTERNAL = -32603;
const UNKNOWN_METHOD = -32601;

/** The error for an error answer of the node. */
export function rpcError(number: number, text: string, action: string): IdosError {
  if (number === SIGN_IN_FIRST)
    return new IdosError(
      "NETWORK_DENIED",
      "The storage node lost the sign-in at once: this browser blocks its cookie. Relaying the node by your idosHandler makes the cookie first-party",
      {
        data: { signIn: true },
      },
    );
  if (number === PRIVATE_MODE) return new IdosError("UNSUPPORTED", "The storage node runs in private mode");
  if (number === UNKNOWN_METHOD) return new IdosError("UNSUPPORTED", `${action}: the storage node does not know it`);
  if (number === INTERNAL) return new IdosError("NETWORK_UNREACHABLE", `${action}: the storage node failed`);
  return nodeError(text, action);
}

/** True when the node wants a sign-in before it answers. */
export function wantsSignIn(error: unknown): boolean {
  return error instanceof IdosError && error.data?.["signIn"] === true;
}
