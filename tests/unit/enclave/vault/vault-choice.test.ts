/** Threat 25 in the vault: what is approved is named by the vault's own token. */
import { expect } from "chai";
import { boxPublicKey, seal } from "../../../../enclave/crypto/box.ts";
import { fromBase64, randomBytes, toBase64, utf8 } from "../../../../enclave/crypto/bytes.ts";
import type { Candidate } from "../../../../enclave/protocol/types.ts";
import type { GrantResult } from "../../../../enclave/protocol/calls/grant.ts";
import type { Match } from "../../../../enclave/contract/window-messages.ts";
import kdfVectors from "../../../vectors/kdf.json";
import { code, flow, startVault } from "./vault-fixture.ts";

const vector = kdfVectors.find(({ kdf, password }) => kdf === "scrypt-v0" && password === "Pa$$w0rd")!;
const profile = { userId: vector.userId, publicKey: vector.publicKey, store: "user" as const };

function candidate(credential: object): Candidate {
  const box = seal(utf8(JSON.stringify(credential)), fromBase64(vector.publicKey));
  return {
    id: crypto.randomUUID(),
    publicNotes: "{}",
    issuerAuthPublicKey: "ab".repeat(32),
    content: toBase64(box.content),
    encryptorPublicKey: toBase64(box.encryptorPublicKey),
  };
}

describe("threat 25: an approval", () => {
  const german = candidate({ country: "DE" });
  const french = candidate({ country: "FR" });
  const shown: Match[][] = [];

  async function granted(token: (matches: Match[]) => string) {
    const { vault } = startVault({
      person(screen) {
        if (screen.kind === "password") return { type: "password", password: vector.password };
        if (screen.kind !== "consent") return undefined;
        shown.push(screen.matches);
        return { type: "approve", token: token(screen.matches), timelock: false };
      },
    });
    await vault.unlock(flow(), profile);
    return vault.grant(flow(true), {
      candidates: [german, french],
      consumer: { walletIdentifier: "0xaa", encryptionPublicKey: toBase64(boxPublicKey(randomBytes(32))) },
      purpose: "Open an account",
      copyId: crypto.randomUUID(),
    });
  }

  it("is of the match whose token comes back", async () => {
    const answer = await granted(
      (matches) => matches.find(({ credential }) => (credential as { country: string }).country === "FR")!.token,
    );
    expect(code(answer)).to.equal("ok");
    expect((answer as { value: GrantResult }).value.credentialId).to.equal(french.id);
  });

  it("by the id of a candidate, or by a token of an earlier question, is none", async () => {
    const earlier = shown[0]![0]!.token;
    for (const other of [german.id, french.id, german.id.toUpperCase(), earlier, "", "0", "constructor"])
      expect(code(await granted(() => other))).to.equal("USER_REJECTED");
  });

  it("has tokens that are new for each question and hold nothing of the site's", () => {
    const tokens = shown.flat().map(({ token }) => token);
    expect(new Set(tokens).size).to.equal(tokens.length);
    for (const token of tokens) expect([german.id, french.id]).not.to.include(token);
  });
});
