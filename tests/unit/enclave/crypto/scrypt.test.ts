/** scrypt gives the same bytes with and without WebAssembly, and never waits for what does not come. */
import { scrypt as reference } from "@noble/hashes/scrypt.js";
import { expect } from "chai";
import fc from "fast-check";
import { toHex, utf8 } from "../../../../enclave/crypto/bytes.ts";
import type * as scryptModule from "../../../../enclave/crypto/scrypt.ts";
import { isIdosError } from "../../../../enclave/protocol/errors.ts";
import { deriveKey, type KdfId } from "../../../../enclave/crypto/kdf.ts";
import vectors from "../../../vectors/kdf.json";

const scryptVectors = vectors.filter(({ kdf }) => kdf !== "argon2id-v1").slice(0, 4);
const PARAMETERS = { N: 16_384, r: 8, p: 1, dkLen: 32 };
const MODULE = "../../../../enclave/crypto/scrypt.ts";

/** Another instance of the module, which has not looked for WebAssembly yet. */
const anew = (name: string): Promise<typeof scryptModule> =>
  import(`${MODULE}?${name}`) as Promise<typeof scryptModule>;

const WAYS: [what: string, compile: typeof WebAssembly.compile, wasm: boolean][] = [
  ["with WebAssembly", WebAssembly.compile, true],
  ["where WebAssembly is forbidden", () => Promise.reject(new WebAssembly.CompileError("Refused")), false],
  ["where WebAssembly never settles", () => new Promise(() => {}), false],
];

for (const [what, compile, wasm] of WAYS)
  describe(`scrypt ${what}`, () => {
    const own = WebAssembly.compile;
    before(() => (WebAssembly.compile = compile));
    after(() => (WebAssembly.compile = own));

    it("makes the same bytes as another implementation, and says how far it is", async () => {
      const { scrypt } = await anew(what.replaceAll(" ", "-"));
      const [password, salt] = [utf8("caf\u00e9"), utf8("4a1f0c9c-2b7e-4c55-8d0a-91f2b3c4d5e6")];
      const done: number[] = [];
      const key = await scrypt(password, salt, PARAMETERS, (part) => done.push(part));
      expect(toHex(key)).to.equal(toHex(reference(password, salt, PARAMETERS)));
      expect(done.at(0)).to.equal(0);
      if (wasm) expect(done).to.have.length(1);
      else expect(done.length).to.be.greaterThan(5);
    });
  });

describe("scrypt", () => {
  it("makes the frozen keys", async () => {
    for (const { kdf, password, userId, secretKey } of scryptVectors)
      expect(toHex(await deriveKey(kdf as KdfId, password, userId))).to.equal(secretKey);
  });

  it("agrees with another implementation for any password, salt and small parameters", async function () {
    this.timeout(60_000);
    const { scrypt } = await anew("any");
    const bytes = fc.uint8Array({ maxLength: 100 });
    await fc.assert(
      fc.asyncProperty(
        ...[bytes, bytes, fc.constantFrom(2, 16, 128), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 2 })],
        async (password, salt, N, r, p) => {
          const parameters = { N, r, p, dkLen: 32 };
          const key = await scrypt(password, salt, parameters, () => {});
          expect(toHex(key)).to.equal(toHex(reference(password, salt, parameters)));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("ends with what its progress throws", async () => {
    const { scrypt } = await anew("throws");
    const error: unknown = await scrypt(utf8("p"), utf8("s"), PARAMETERS, () => {
      throw new Error("enough");
    }).catch((reason: unknown) => reason);
    expect((error as Error).message).to.equal("enough");
    expect(isIdosError(error)).to.equal(false);
  });
});
