/** A passphrase that nobody has to think up: six words of the BIP-39 English list, each of the 2048 equally likely. */
import { randomBytes } from "../crypto/bytes.ts";

/** Words of a passphrase: 66 bits, 7 · 10^19 guesses. */
export const PASSPHRASE_WORDS = 6;

/**
 * Draws one; the list is loaded when first needed.
 * @returns words with single spaces between them
 */
export async function drawPassphrase(): Promise<string> {
  const { wordlist } = await import("@scure/bip39/wordlists/english.js");
  const bytes = randomBytes(2 * PASSPHRASE_WORDS);
  // 2048 divides 65536: two bytes choose without bias.
  return Array.from(
    { length: PASSPHRASE_WORDS },
    (_, i) => wordlist[(((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)) % wordlist.length] ?? "",
  ).join(" ");
}
