/**
 * What wallets throw, as this project's codes. EIP-1193 and EIP-1474 numbers first; then the wordings of
 * wallets that give none, or wrap the number of the cause in -32603.
 * @see https://eips.ethereum.org/EIPS/eip-1193#provider-errors
 */
import type { Code } from "./errors.ts";

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

/** What a wallet meant. */
export interface WalletFailure {
  code: "WALLET_REJECTED" | "WALLET_DISCONNECTED" | "WALLET_UNAVAILABLE";
  /** What that is, in words; undefined where only the wallet's own tell. */
  message: string | undefined;
  /** The wallet's own words, as they came: not fit to be shown as they are. */
  words: string | undefined;
}

/** A foreign object may have anything in place of a field, also what throws. */
function own(value: unknown, key: string): unknown {
  try {
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  } catch {
    return undefined;
  }
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

function codeOf(layer: unknown): string {
  const code = own(layer, "code");
  return typeof code === "number" || typeof code === "string" ? String(code) : "";
}

/** Reads what a wallet threw, which may be anything. */
export function readWalletError(error: unknown): WalletFailure {
  const all = layers(error);
  const words = all
    .map((layer) => (typeof layer === "string" ? layer : own(layer, "message")))
    .filter((text) => typeof text === "string");
  const number =
    all.map(codeOf).find((code) => Object.hasOwn(BY_NUMBER, code)) ??
    BY_WORDS.find(([pattern]) => words.some((text) => pattern.test(text.slice(0, 1_000))))?.[1];
  const [code, message] = (number === undefined ? undefined : BY_NUMBER[number]) ?? ["WALLET_UNAVAILABLE", undefined];
  return { code: code as WalletFailure["code"], message, words: words[0] };
}
