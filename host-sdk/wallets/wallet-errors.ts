/**
 * What wallets throw, as this project's codes. EIP-1193 and EIP-1474 numbers first; then the wordings of
 * wallets that give none, or wrap the number of the cause in -32603.
 * @see https://eips.ethereum.org/EIPS/eip-1193#provider-errors
 */
import { IdosError, isIdosError, type Code } from "../../enclave/protocol/errors.ts";
import { shownText } from "../shown-text.ts";

const BY_NUMBER: Record<string, readonly [Code, string]> = {
  "4001": ["WALLET_REJECTED", "The request was declined in the wallet"],
  "5000": ["WALLET_REJECTED", "The request was declined in the wallet"],
  ACTION_REJECTED: ["WALLET_REJECTED", "The request was declined in the wallet"],
  "4100": ["WALLET_DISCONNECTED", "The wallet has not allowed this site to use the account"],
  "4200": ["WALLET_UNAVAILABLE", "The wallet does not know this kind of request"],
  "-32601": ["WALLET_UNAVAILABLE", "The wallet does not know this kind of request"],
  "4900": ["WALLET_DISCONNECTED", "The wallet is disconnected"],
  "4901": ["WALLET_DISCONNECTED", "The wallet is disconnected from its chain"],
  "-32002": ["WALLET_UNAVAILABLE", "The wallet already shows a request: open it and answer that one first"],
};

const BY_WORDS: readonly (readonly [RegExp, string])[] = [
  [/\b(reject|denied|declin|refus|cancel)/i, "4001"],
  [/already (pending|processing|open)|pending request/i, "-32002"],
  [/not (been )?authori[sz]ed|unauthori[sz]ed/i, "4100"],
  [/disconnected|not connected|session (expired|closed)|no accounts/i, "4900"],
  [/(not supported|unsupported|does not (exist|support)|not found)/i, "4200"],
];

function own(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

/** The error, and what wallets wrap as its cause, outermost first. */
function layers(error: unknown): unknown[] {
  const found: unknown[] = [];
  for (let layer = error; layer && found.length < 5;) {
    found.push(layer);
    const data = own(layer, "data");
    layer =
      own(data, "originalError") ??
      own(data, "cause") ??
      own(layer, "cause") ??
      own(layer, "error") ??
      own(layer, "info");
  }
  return found;
}

/**
 * Turns what a wallet threw into an IdosError; one that is an IdosError already stays as it is.
 * @param error anything
 * @returns `WALLET_REJECTED`, `WALLET_DISCONNECTED`, or `WALLET_UNAVAILABLE` with the wallet's words
 */
export function walletError(error: unknown): IdosError {
  if (isIdosError(error)) return error;
  const all = layers(error);
  const words = all
    .map((layer) => (typeof layer === "string" ? layer : own(layer, "message")))
    .filter((text) => typeof text === "string");
  const number =
    all.map((layer) => String(own(layer, "code"))).find((code) => Object.hasOwn(BY_NUMBER, code)) ??
    BY_WORDS.find(([pattern]) => words.some((text) => pattern.test(text)))?.[1];
  const known = number === undefined ? undefined : BY_NUMBER[number];
  if (known) return new IdosError(...known, { cause: error });
  return new IdosError("WALLET_UNAVAILABLE", `The wallet failed: ${shownText(words[0] ?? "no reason given", 200)}`, {
    cause: error,
  });
}
