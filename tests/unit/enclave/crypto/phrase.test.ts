/** A key as 24 words, and back. */
import { expect } from "chai";
import fc from "fast-check";
import { fromHex, toHex } from "../../../../enclave/crypto/bytes.ts";
import { keyOfPhrase, phraseOf } from "../../../../enclave/crypto/phrase.ts";
import { drawPlaces } from "../../../../enclave/vault/flows/show-phrase.ts";
import { wordlist } from "@scure/bip39/wordlists/english.js";

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });

// From the reference implementation's vectors: https://github.com/trezor/python-mnemonic/blob/master/vectors.json
const VECTORS: [entropy: string, phrase: string][] = [
  ["00".repeat(32), `${"abandon ".repeat(23)}art`],
  [
    "7f".repeat(32),
    "legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth title",
  ],
  [
    "80".repeat(32),
    "letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount doctor acoustic bless",
  ],
  ["ff".repeat(32), `${"zoo ".repeat(23)}vote`],
  [
    "f585c11aec520db57dd353c69554b21a89b20fb0650966fa0a9d6f74fd989d8f",
    "void come effort suffer camp survey warrior heavy shoot primary clutch crush open amazing screen patrol group space point ten exist slush involve unfold",
  ],
];

describe("the recovery phrase", () => {
  it("is BIP-39, by the reference vectors", () => {
    for (const [entropy, phrase] of VECTORS) {
      expect(phraseOf(fromHex(entropy)).join(" ")).to.equal(phrase);
      expect(toHex(keyOfPhrase(phrase.split(" ")))).to.equal(entropy);
    }
  });

  it("brings any key back, in any case and with blanks", () => {
    fc.assert(
      fc.property(key, fc.boolean(), (bytes, shouted) => {
        const words = phraseOf(bytes).map((word) => (shouted ? ` ${word.toUpperCase()}\n` : word));
        return words.length === 24 && toHex(keyOfPhrase(words)) === toHex(bytes);
      }),
      { numRuns: 1_000 },
    );
  });

  it("with one other word is refused, or is another key, and never the same one", () => {
    let refused = 0;
    fc.assert(
      fc.property(key, fc.nat(23), fc.nat(2047), (bytes, place, other) => {
        const words = phraseOf(bytes);
        if (words[place] === wordlist[other]) return true;
        words[place] = wordlist[other] ?? "";
        try {
          return toHex(keyOfPhrase(words)) !== toHex(bytes);
        } catch {
          refused++;
          return true;
        }
      }),
      { numRuns: 2_000 },
    );
    // The checksum has 8 bits: 1 of 256 slips through, to be caught by the public key.
    expect(refused).to.be.above(1_950);
  });

  it("of another length or with unknown words is refused, without naming a word", () => {
    const words = phraseOf(new Uint8Array(32).fill(5));
    for (const bad of [
      [],
      words.slice(1),
      [...words, "art"],
      words.slice(0, 12),
      words.with(3, "quillhaven"),
      words.with(0, ""),
    ]) {
      let message = "";
      try {
        keyOfPhrase(bad);
      } catch (error) {
        message = String(error);
      }
      expect(message).to.match(/^IdosError: phrase: /);
      for (const word of bad.filter(Boolean)) expect(message.split(/\W+/)).not.to.include(word);
    }
  });

  it("is confirmed at three different places, each as likely", () => {
    const counts = Array.from({ length: 24 }, () => 0);
    for (let i = 0; i < 8_000; i++) {
      const places = drawPlaces(3, 24);
      expect(new Set(places).size).to.equal(3);
      for (const place of places) counts[place] = (counts[place] ?? 0) + 1;
    }
    // 1000 each; six standard deviations.
    for (const count of counts) expect(count).to.be.within(820, 1_180);
  });
});
