/** Keys wrapped by a passkey's PRF output. */
import { expect } from "chai";
import fc from "fast-check";
import { boxPublicKey } from "../../../../enclave/crypto/box.ts";
import { toBase64, toHex } from "../../../../enclave/crypto/bytes.ts";
import { unwrapByPasskey, wrapByPasskey } from "../../../../enclave/crypto/passkey-wrap.ts";

const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
const userId = "9f51b3b2-4cbe-4c2b-8ea3-0b0c1b2f1a11";

describe("a key wrapped by a passkey", () => {
  it("opens with the same PRF output for the same owner only", async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(bytes, bytes, bytes, fc.nat(47), async (secretKey, prf, otherPrf, place) => {
        const owner = { userId, publicKey: toBase64(boxPublicKey(secretKey)), id: "abc" };
        const row = await wrapByPasskey(secretKey, prf, owner);
        const opened = await unwrapByPasskey(row, prf, owner);
        if (!opened || toHex(opened) !== toHex(secretKey)) return false;
        const altered = { ...row, wrapped: row.wrapped.with(place, (row.wrapped[place] ?? 0) ^ 1) };
        const strangers = [
          await unwrapByPasskey(altered, prf, owner),
          await unwrapByPasskey(row, prf, { ...owner, userId: userId.replace("9", "8") }),
          await unwrapByPasskey(row, prf, { ...owner, id: "abd" }),
          await unwrapByPasskey(row, prf, { ...owner, publicKey: toBase64(boxPublicKey(prf)) }),
          toHex(prf) === toHex(otherPrf) ? undefined : await unwrapByPasskey(row, otherPrf, owner),
        ];
        return strangers.every((key) => key === undefined);
      }),
      { numRuns: 1_000 },
    );
  });

  it("holds neither key nor PRF output, and never looks the same twice", async () => {
    const [secretKey, prf] = [new Uint8Array(32).fill(7), new Uint8Array(32).fill(9)];
    const owner = { userId, publicKey: toBase64(boxPublicKey(secretKey)), id: "abc" };
    const rows = await Promise.all([wrapByPasskey(secretKey, prf, owner), wrapByPasskey(secretKey, prf, owner)]);
    for (const row of rows) expect(toHex(row.wrapped)).not.to.include(toHex(secretKey)).and.not.to.include(toHex(prf));
    expect(toHex(rows[0]!.wrapped)).not.to.equal(toHex(rows[1]!.wrapped));
  });

  it("is nothing where the row is no row or the PRF has another length", async () => {
    const secretKey = new Uint8Array(32).fill(7);
    const owner = { userId, publicKey: toBase64(boxPublicKey(secretKey)), id: "abc" };
    const row = await wrapByPasskey(secretKey, new Uint8Array(32), owner);
    expect(await unwrapByPasskey(row, new Uint8Array(31), owner)).to.equal(undefined);
    expect(await unwrapByPasskey({ ...row, iv: new Uint8Array() }, new Uint8Array(32), owner)).to.equal(undefined);
  });
});
