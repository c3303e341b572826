/** What `config.json` may say of keys, and what is refused before it is served. */
import { expect } from "chai";
import { parseConfig } from "../../../../enclave/config/config.ts";
import { isIdosError } from "../../../../enclave/protocol/errors.ts";

const outcome = (value: unknown): string => {
  try {
    parseConfig(value);
    return "ok";
  } catch (error) {
    return isIdosError(error) ? `${error.code} ${error.message}` : String(error);
  }
};

describe("config.json", () => {
  it("takes the kdfs and the idle lock that exist", () => {
    for (const good of [
      {},
      { newPasswordKdf: "argon2id-v1", idleLock: 300 },
      { passwordKdfs: ["scrypt-v0.1"] },
      { storageNodes: ["https://node.example", "http://node.localhost:5180"] },
      { newPasswordKdf: "argon2id-v1", passwordKdfs: ["scrypt-v0", "argon2id-v1"] },
    ])
      expect(outcome(good), JSON.stringify(good)).to.equal("ok");
  });

  it("refuses others, and new passwords that nobody could unlock, naming the field", () => {
    for (const [bad, says] of [
      [{ newPasswordKdf: "scrypt-v0" }, "newPasswordKdf"],
      [{ passwordKdfs: [] }, "passwordKdfs"],
      [{ passwordKdfs: ["md5"] }, "passwordKdfs"],
      [{ passwordKdfs: ["scrypt-v0"] }, "passwordKdfs"],
      [{ newPasswordKdf: "argon2id-v1", passwordKdfs: ["scrypt-v0.1"] }, "passwordKdfs"],
      [{ storageNodes: [] }, "storageNodes"],
      [{ storageNodes: ["http://node.example"] }, "storageNodes"],
      [{ idleLock: 4 }, "idleLock"],
      [{ idleLock: 86_401 }, "idleLock"],
    ] as const)
      expect(outcome(bad), JSON.stringify(bad))
        .to.match(/^INVALID_ARGUMENT /)
        .and.include(says);
  });
});
