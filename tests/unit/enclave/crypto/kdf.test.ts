/** What a guess of the password costs, and how the work of one can be watched and stopped. */
import { argon2id } from "@noble/hashes/argon2.js";
import { scrypt } from "@noble/hashes/scrypt.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { expect } from "chai";
import { toHex, utf8 } from "../../../../enclave/crypto/bytes.ts";
import { deriveKey, KDF_IDS } from "../../../../enclave/crypto/kdf.ts";
import { isIdosError } from "../../../../enclave/protocol/errors.ts";

const USER = "4a1f0c9c-2b7e-4c55-8d0a-91f2b3c4d5e6";
const PASSWORD = "caf\u00e9 vexing ladle";
/** The same text in another normal form, as some keyboards type it. */
const DECOMPOSED = "cafe\u0301 vexing ladle";

const failure = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

describe("password to key", () => {
  it("threat 16: a guess costs 64 MiB and three passes of argon2id, or 16 MiB of scrypt", async () => {
    const [pass, salt] = [utf8(PASSWORD), utf8(USER)];
    expect(toHex(await deriveKey("argon2id-v1", PASSWORD, USER))).to.equal(
      toHex(argon2id(pass, sha256(utf8(`idos-enclave/argon2id-v1/${USER}`)), { m: 64 * 1024, t: 3, p: 1, dkLen: 32 })),
    );
    // 128 · N · r bytes.
    expect(toHex(await deriveKey("scrypt-v0.1", PASSWORD, USER))).to.equal(
      toHex(scrypt(pass, salt, { N: 16_384, r: 8, p: 1, dkLen: 32 })),
    );
  });

  it("threat 16: each user's key costs its own guesses", async () => {
    const other = USER.replace("4a1f", "4a1e");
    for (const kdf of KDF_IDS)
      expect(toHex(await deriveKey(kdf, PASSWORD, USER))).not.to.equal(toHex(await deriveKey(kdf, PASSWORD, other)));
  });

  for (const kdf of KDF_IDS)
    it(`${kdf} takes a password in any normal form`, async () => {
      expect(toHex(await deriveKey(kdf, DECOMPOSED, USER))).to.equal(toHex(await deriveKey(kdf, PASSWORD, USER)));
    });

  it("scrypt ends with ABORTED when it is cancelled", async () => {
    const stop = new AbortController();
    const work = deriveKey("scrypt-v0.1", PASSWORD, USER, { signal: stop.signal, onProgress: () => stop.abort() });
    expect(isIdosError(await failure(work), "ABORTED")).to.equal(true);
  });

  it("argon2id that is cancelled meanwhile gives no key", async () => {
    const stop = new AbortController();
    const work = deriveKey("argon2id-v1", PASSWORD, USER, { signal: stop.signal });
    stop.abort();
    expect(isIdosError(await failure(work), "ABORTED")).to.equal(true);
  });

  for (const [what, password, user] of [
    ["userId", PASSWORD, "not a uuid"],
    ["password", "", USER],
    ["password", `${PASSWORD}\ud83d`, USER],
    ["password", `\ude00${PASSWORD}`, USER],
  ] as const)
    it(`names a wrong ${what}: ${JSON.stringify(what === "userId" ? user : password)}`, async () => {
      const error = await failure(deriveKey("scrypt-v0", password, user));
      expect(isIdosError(error, "INVALID_ARGUMENT")).to.equal(true);
      expect((error as Error).message).to.contain(what);
    });
});
