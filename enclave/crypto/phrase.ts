/**
 * A secret key as 24 words: BIP-39 with the key as entropy, in English. The words are the key itself, not a seed.
 * @see https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki
 */
import { entropyToMnemonic, mnemonicToEntropy } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { IdosError } from "../protocol/errors.ts";
import { checkBytes } from "./bytes.ts";

/** How many words a key has. */
export const PHRASE_LENGTH = 24;

/**
 * The words of a key.
 * @param secretKey 32 bytes
 */
export function phraseOf(secretKey: Uint8Array): string[] {
  return entropyToMnemonic(checkBytes(secretKey, 32, "secretKey"), wordlist).split(" ");
}

/**
 * The key of 24 words, in any case and with blanks around them.
 * @returns 32 bytes
 * @throws IdosError `INVALID_ARGUMENT` for a wrong count, an unknown word or a wrong checksum; never names a word
 */
export function keyOfPhrase(words: readonly string[]): Uint8Array {
  const clean = words.map((word) => word.normalize("NFKD").trim().toLowerCase());
  if (clean.length !== PHRASE_LENGTH) throw new IdosError("INVALID_ARGUMENT", "phrase: expected 24 words");
  try {
    return checkBytes(mnemonicToEntropy(clean.join(" "), wordlist), 32, "phrase");
  } catch {
    // The cause would name a word.
    throw new IdosError("INVALID_ARGUMENT", "phrase: a word is unknown, or the words do not belong together");
  }
}
