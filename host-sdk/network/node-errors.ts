/**
 * What a node's refusals mean. A node of this project begins its texts with a word: `TIMELOCKED until=<unix>`,
 * `DUPLICATE`, `NOT_FOUND`, `DENIED`, `INVALID`, `UNSUPPORTED`. Deployed idOS writes free text, which is passed on.
 */
import * as v from "valibot";
import { IdosError, isIdosError, type Code } from "../../enclave/protocol/errors.ts";
import { shownText } from "../shared/shown-text.ts";

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
const NOT_TAKEN = -201;

/** Why no block has a transaction, as Kwil numbers it. */
const NONCE = 4;
const TIME_OUT = 10;
/** Where a node tells number, hash and cause of a transaction that it did not take. */
const broadcastDetails = v.object({
  tx_code: v.optional(v.number()),
  code: v.optional(v.number()),
  hash: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-fA-F]{64}$/))),
  message: v.optional(v.string()),
});

/** What is known of a transaction that no block has, or had when the node stopped waiting for one. */
export interface NotTaken {
  /** Its nonce was used by another one, or by this one before; or the node stopped waiting and it may come yet. */
  why: "nonce" | "time-out";
  /** By which the node can be asked what became of it. */
  hash: string | undefined;
}

function notTaken(text: string, action: string, details: unknown): IdosError {
  const read = v.safeParse(broadcastDetails, details);
  const { tx_code, code = tx_code, hash, message = text } = read.success ? read.output : {};
  // A Kwil node's own text is always the same, and the cause stands beside it.
  const error = nodeError(text === "broadcast error" ? message : text, action);
  const why =
    code === NONCE || /\binvalid nonce\b/i.test(message) ? "nonce" : code === TIME_OUT ? "time-out" : undefined;
  return why ? new IdosError(error.code, error.message, { data: { why, ...(hash && { hash }) } }) : error;
}

/** The error for a transaction that is in a block and failed. @param log what the node says of it */
export function outcomeError(code: number, log: string, action: string): IdosError {
  const error = nodeError(log, action);
  // A block has it, and did nothing of it.
  return code === NONCE ? new IdosError(error.code, error.message, { data: { why: "nonce" } }) : error;
}

/** What an error says of a transaction that was not taken; undefined for every other failure. */
export function whyNotTaken(error: unknown): NotTaken | undefined {
  if (!isIdosError(error)) return undefined;
  const { why, hash } = error.data ?? {};
  if (why !== "nonce" && why !== "time-out") return undefined;
  return { why, hash: typeof hash === "string" ? hash : undefined };
}

/** The error for an error answer of the node. @param details what it says beside number and text */
export function rpcError(number: number, text: string, action: string, details?: unknown): IdosError {
  if (number === NOT_TAKEN) return notTaken(text, action, details);
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
