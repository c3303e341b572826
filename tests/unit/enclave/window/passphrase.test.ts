/** threat 16: what a new password is worth. */
import { expect } from "chai";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { drawPassphrase } from "../../../../enclave/window/passphrase.ts";
import { loadEstimate, MIN_GUESSES } from "../../../../enclave/window/password-strength.ts";

describe("threat 16: drawn passphrase", () => {
  it("draws every word of the list about equally often", async () => {
    const counts = new Map<string, number>(wordlist.map((word) => [word, 0]));
    const draws = 12_000;
    for (let i = 0; i < draws; i++)
      for (const word of (await drawPassphrase()).split(" ")) counts.set(word, (counts.get(word) ?? -1e9) + 1);
    expect(counts.size).to.equal(2048);
    const expected = (draws * 6) / 2048;
    // Chi-square with 2047 degrees of freedom: mean 2047, deviation 64. Six deviations is one failure in 10^9 runs.
    const chi = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    expect(chi).to.be.within(2047 - 6 * 64, 2047 + 6 * 64);
  });
});

describe("threat 16: estimate of guesses", () => {
  it("is below the minimum for what people choose and above it for what nobody guesses", async function () {
    this.timeout(60_000);
    const estimate = await loadEstimate();
    const guesses = (password: string): number => estimate(password, ["idos", "neobank.localhost"]);
    for (const weak of [
      "password123",
      "qwertyuiop12",
      "Summer2024!",
      "neobank.localhost",
      "aaaaaaaaaaaaaaaaaaaa",
      "iloveyou2",
    ])
      expect(guesses(weak), weak).to.be.below(MIN_GUESSES);
    for (const strong of ["vexing ladle 88 quartz", "f7Q!zL0w#pR2", await drawPassphrase()])
      expect(guesses(strong), strong).to.be.at.least(MIN_GUESSES);
  });
});
