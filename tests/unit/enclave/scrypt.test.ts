/** scrypt gives the same key with and without WebAssembly, and can be stopped in either. */
import { expect } from "chai";
import { toHex } from "../../../enclave/crypto/bytes.ts";
import { deriveKey, type KdfId } from "../../../enclave/crypto/kdf.ts";
import { isIdosError } from "../../../enclave/protocol/errors.ts";
import vectors from "../../vectors/kdf.json";

const scryptVectors = vectors.filter(({ kdf }) => kdf !== "argon2id-v1").slice(0, 4);

for (const [what, compile] of [
  ["with WebAssembly", WebAssembly.compile],
  ["where WebAssembly is forbidden", () => Promise.reject(new WebAssembly.CompileError("Refused"))],
] as const)
  describe(`scrypt ${what}`, () => {
    const own = WebAssembly.compile;
    before(() => (WebAssembly.compile = compile));
    after(() => (WebAssembly.compile = own));

    it("makes the frozen keys", async () => {
      for (const { kdf, password, userId, secretKey } of scryptVectors)
        expect(toHex(await deriveKey(kdf as KdfId, password, userId))).to.equal(secretKey);
    });

    it("ends with ABORTED when it is cancelled", async () => {
      const stop = new AbortController();
      const [vector] = scryptVectors;
      const work = deriveKey("scrypt-v0.1", "password", vector?.userId ?? "", {
        signal: stop.signal,
        onProgress: () => stop.abort(),
      });
      const error: unknown = await work.catch((reason: unknown) => reason);
      expect(isIdosError(error, "ABORTED")).to.equal(true);
    });
  });
