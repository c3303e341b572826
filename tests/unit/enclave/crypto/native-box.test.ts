import { expect } from "chai";
import { boxPublicKey, open, seal } from "../../../../enclave/crypto/box.ts";
import { fromBase64, fromHex, randomBytes, utf8 } from "../../../../enclave/crypto/bytes.ts";
import { verifyRow } from "../../../../enclave/crypto/ed25519.ts";
import { contentHash } from "../../../../enclave/crypto/hash.ts";
import { createBoxOpener, sealNatively } from "../../../../enclave/crypto/native-box.ts";
import { signOnce } from "../../../../enclave/crypto/throw-away-signature.ts";
import vectors from "../../../vectors/box.json";
import { rejection } from "../../host-sdk/support/rejection.ts";

const codeOf = async (work: Promise<unknown>): Promise<string> => (await rejection(work)).code;

/** As in a browser whose crypto knows neither curve. */
async function withoutCurves<T>(work: () => Promise<T>): Promise<T> {
  const { importKey, generateKey } = SubtleCrypto.prototype;
  const refuse = () => Promise.reject(new DOMException("Unknown", "NotSupportedError"));
  Object.assign(SubtleCrypto.prototype, { importKey: refuse, generateKey: refuse });
  try {
    return await work();
  } finally {
    Object.assign(SubtleCrypto.prototype, { importKey, generateKey });
  }
}
const asItIs = <T>(work: () => Promise<T>): Promise<T> => work();

for (const [where, run] of Object.entries({ "with the browser's X25519": asItIs, "without one": withoutCurves }))
  describe(`native boxes, ${where}`, () => {
    const secretKey = randomBytes(32);
    const publicKey = boxPublicKey(secretKey);

    it("open tweetnacl's", async () => {
      expect(vectors.length).to.be.greaterThan(3);
      for (const { recipientSecretKey, encryptorPublicKey, contentHash: hash, content } of vectors) {
        const opened = await run(async () =>
          (await createBoxOpener(fromHex(recipientSecretKey)))(fromBase64(content), fromBase64(encryptorPublicKey)),
        );
        expect(contentHash(opened)).to.equal(hash);
      }
    });

    it("are sealed so that the other implementation opens them, each under a key of its own", async () => {
      const plaintext = randomBytes(5_000);
      const [one, two] = await run(async () => [
        await sealNatively(plaintext, publicKey),
        await sealNatively(plaintext, publicKey),
      ]);
      for (const { content, encryptorPublicKey } of [one, two] as const)
        expect(open(content, encryptorPublicKey, secretKey)).to.deep.equal(plaintext);
      expect(one?.encryptorPublicKey).not.to.deep.equal(two?.encryptorPublicKey);
    });

    it("say what is wrong as the others do: another key, altered, cut off, a low-order point", async () => {
      const { content, encryptorPublicKey } = seal(utf8("text"), publicKey);
      const altered = content.slice();
      altered[30] = (altered[30] ?? 0) ^ 1;
      const code = (key: Uint8Array, box: Uint8Array, sender: Uint8Array): Promise<string> =>
        codeOf(run(async () => (await createBoxOpener(key))(box, sender)));
      expect(await code(randomBytes(32), content, encryptorPublicKey)).to.equal("DECRYPT_FAILED");
      expect(await code(secretKey, altered, encryptorPublicKey)).to.equal("DECRYPT_FAILED");
      expect(await code(secretKey, content.subarray(0, 39), encryptorPublicKey)).to.equal("INVALID_ARGUMENT");
      expect(await code(secretKey, content, encryptorPublicKey.subarray(1))).to.equal("INVALID_ARGUMENT");
      const everybodys = new Uint8Array(32);
      expect(await code(secretKey, content, everybodys)).to.equal("INVALID_ARGUMENT");
      expect(await codeOf(run(() => sealNatively(utf8("text"), everybodys)))).to.equal("INVALID_ARGUMENT");
    });

    it("come with signatures of a key that exists once", async () => {
      const content = randomBytes(100);
      const rows = await run(async () => [await (await signOnce(""))(content), await (await signOnce(""))(content)]);
      for (const row of rows) expect(verifyRow("", content, row, fromHex(row.issuerAuthPublicKey))).to.equal(true);
      expect(new Set(rows.map((row) => row.issuerAuthPublicKey)).size).to.equal(2);
    });
  });
