/** Ed25519 everywhere in its strict form: canonical encodings, and no key of small order. */
import { expect, test } from "playwright/test";
import { verifyStellar } from "../../enclave/crypto/stellar.ts";
import { concat, fromHex, toBase64, toHex, utf8 } from "../../enclave/crypto/bytes.ts";
import { ed25519PublicKey, ed25519Sign, ed25519Verify, signRow, verifyRow } from "../../enclave/crypto/ed25519.ts";
import { verifyNep413 } from "../../enclave/crypto/nep413.ts";
import { verifyXrpl } from "../../enclave/crypto/xrpl.ts";
import { readStatus, signStatus } from "../../host-sdk/server/shared/status-token.ts";

const SEED = fromHex("11".repeat(32));
const KEY = ed25519PublicKey(SEED);
const TEXT = "idOS";

/** Keys of small order, which nobody's seed makes: the neutral element, and it once more in an encoding past the prime. */
const SMALL = ["01".padEnd(64, "0"), `ee${"ff".repeat(30)}7f`].map((hex) => fromHex(hex));
/** R and S of no meaning: the neutral element, and nought. */
const EMPTY = concat(SMALL[0] ?? new Uint8Array(), new Uint8Array(32));

function nep413(signature: Uint8Array): Uint8Array {
  const u32 = (value: number) => new Uint8Array(Uint32Array.of(value).buffer);
  const text = (value: string) => concat(u32(utf8(value).length), utf8(value));
  const payload = concat(u32(2_147_484_061), text(TEXT), new Uint8Array(32), text("idos.network"), Uint8Array.of(0));
  return concat(Uint8Array.of(payload.length >> 8, payload.length & 0xff), payload, signature);
}

test("threat 32: no signature holds by a key of small order, of whatever kind of wallet or row", () => {
  for (const key of SMALL) {
    expect(ed25519Verify(EMPTY, utf8(TEXT), key)).toBe(false);
    expect(verifyStellar(TEXT, EMPTY, key)).toBe(false);
    expect(verifyXrpl(TEXT, EMPTY, concat(Uint8Array.of(0xed), key))).toBe(false);
    expect(verifyNep413(TEXT, nep413(EMPTY), key)).toBe(false);
    const row = {
      publicNotesSignature: toBase64(EMPTY),
      broaderSignature: toBase64(EMPTY),
      issuerAuthPublicKey: toHex(key),
    };
    expect(verifyRow("{}", utf8("box"), row, key)).toBe(false);
    const token = signStatus("id", false, SEED, 0).replace(/[^.]*$/, Buffer.from(EMPTY).toString("base64url"));
    expect(readStatus(token, [key], "id", 0)).toEqual({ why: expect.stringContaining("not signed") });
  }
});

test("a signature holds in one encoding of its S, and of its R, only", () => {
  const signature = ed25519Sign(utf8(TEXT), SEED);
  expect(ed25519Verify(signature, utf8(TEXT), KEY)).toBe(true);
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const bytes = (value: bigint) => fromHex(value.toString(16).padStart(64, "0")).toReversed();
  const s = BigInt(`0x${toHex(signature.slice(32).toReversed())}`);
  expect(ed25519Verify(concat(signature.subarray(0, 32), bytes(s + order)), utf8(TEXT), KEY)).toBe(false);
  const row = signRow("{}", utf8("box"), SEED);
  expect(verifyRow("{}", utf8("box"), row, KEY)).toBe(true);
});
