/** Keys and stores: what is accepted, what is named, what survives. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Wallet } from "ethers";
import fc from "fast-check";
import { expect, test } from "playwright/test";
import nacl from "tweetnacl";
import { toHex } from "../../../../enclave/crypto/bytes.ts";
import {
  createKeys,
  fileStore,
  memoryStore,
  publicKeys,
  readKeys,
  type Store,
} from "../../../../host-sdk/server/index.ts";
import { ed25519Signer, evmSigner } from "../../../../host-sdk/server/shared/signers.ts";

const folders: string[] = [];
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), "idos-store-"));
  folders.push(folder);
  return folder;
};
test.afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

test("new keys are read from an object, JSON text and a file, with the public parts that other libraries derive", () => {
  const keys = createKeys({ issuer: true });
  const file = join(newFolder(), "keys.json");
  writeFileSync(file, JSON.stringify(keys));
  const read = readKeys(keys);
  expect(readKeys(JSON.stringify(keys))).toEqual(read);
  expect(readKeys(file)).toEqual(read);
  expect(readKeys(read)).toEqual(read);
  expect(publicKeys(keys)).toEqual({
    walletIdentifier: new Wallet(`0x${keys.signer}`).address,
    encryptionPublicKey: Buffer.from(nacl.box.keyPair.fromSecretKey(read.encryption).publicKey).toString("base64"),
    issuerPublicKey: toHex(nacl.sign.keyPair.fromSeed(read.issuer ?? new Uint8Array(32)).publicKey),
  });
  expect(createKeys()).not.toHaveProperty("issuer");
  expect(createKeys().signer).not.toBe(createKeys().signer);
});

test("an encryption key may be hex, and hex may begin with 0x", () => {
  const { signer, encryption } = createKeys();
  const hex = Buffer.from(encryption, "base64").toString("hex");
  expect(publicKeys({ signer: `0x${signer}`, encryption: `0x${hex}` })).toEqual(publicKeys({ signer, encryption }));
});

const good = createKeys({ issuer: true });
const SECRET = "5e".repeat(31);
const wrong: [string, unknown, RegExp][] = [
  ["a short signer", { ...good, signer: SECRET }, /^keys\.signer: expected 32 bytes, got 31$/],
  ["a signer that is no hex", { ...good, signer: "xyz" }, /^keys\.signer: expected 32 bytes as hex$/],
  ["a signer of zeros", { ...good, signer: "00".repeat(32) }, /^keys\.signer: expected a secp256k1 secret key$/],
  ["a short encryption key", { ...good, encryption: "c2hvcnQ=" }, /^keys\.encryption: expected 32 bytes, got 5$/],
  [
    "an encryption key in no encoding",
    { ...good, encryption: "§" },
    /^keys\.encryption: expected 32 bytes as base64 or hex$/,
  ],
  ["a long issuer seed", { ...good, issuer: `${SECRET}5e5e` }, /^keys\.issuer: expected 32 bytes, got 33$/],
  ["no signer", { encryption: good.encryption }, /^keys\.signer: missing/],
  ["a key with a misspelt name", { ...good, isuer: good.issuer }, /^keys\.isuer: unknown key$/],
  [
    "bytes of a wrong length",
    { signer: new Uint8Array(31), encryption: new Uint8Array(32) },
    /^keys\.signer: expected 32 bytes$/,
  ],
];
for (const [what, source, message] of wrong)
  test(`${what} is named, and its value is not`, () => {
    let thrown: unknown;
    try {
      readKeys(source as Parameters<typeof readKeys>[0]);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: "INVALID_ARGUMENT", message: expect.stringMatching(message) });
    expect(String(thrown)).not.toContain(SECRET);
  });

test("a key file that is missing or broken is named without its content", () => {
  const file = join(newFolder(), "keys.json");
  expect(() => readKeys(file)).toThrow("keys: the key file cannot be read (ENOENT)");
  writeFileSync(file, `{"signer": "${SECRET}"`);
  let thrown: unknown;
  try {
    readKeys(file);
  } catch (error) {
    thrown = error;
  }
  expect((thrown as Error).message).toBe("keys: expected JSON");
  expect((thrown as Error).cause).toBeUndefined();
});

test("the server's signatures are what ethers and tweetnacl verify", async () => {
  const { signer, issuer } = readKeys(good);
  const message = new TextEncoder().encode("a transaction\n");
  const why = { for: "transaction" as const, text: "a transaction\n" };
  const evm = evmSigner(signer);
  expect(`0x${toHex(await evm.sign(message, why))}`).toBe(await new Wallet(`0x${good.signer}`).signMessage(message));
  expect(evm.identifier).toBe(new Wallet(`0x${good.signer}`).address.slice(2).toLowerCase());
  const ed = ed25519Signer(issuer ?? new Uint8Array(32));
  expect(
    nacl.sign.detached.verify(message, await ed.sign(message, why), Uint8Array.from(Buffer.from(ed.identifier, "hex"))),
  ).toBe(true);
});

const stores: [string, () => Store][] = [
  ["memoryStore", memoryStore],
  ["fileStore", () => fileStore(newFolder())],
];
for (const [name, create] of stores)
  test(`${name} keeps, lists and forgets JSON values under any key`, async () => {
    const store = create();
    const keys = ["a/1", "a/2", "a/B", "a/b", "b/ünï", "b/..", "b/%2e", "c/🙂", "."];
    for (const key of keys) await store.put(key, { key });
    for (const key of keys) expect(await store.get(key)).toEqual({ key });
    expect((await store.list("a/")).sort()).toEqual(["a/1", "a/2", "a/B", "a/b"]);
    expect((await store.list("")).sort()).toEqual([...keys].sort());
    await store.delete("a/1");
    await store.delete("a/1");
    expect(await store.get("a/1")).toBeUndefined();
    const value = { list: [1] };
    await store.put("a/2", value);
    value.list.push(2);
    expect(await store.get("a/2")).toEqual({ list: [1] });
  });

test("a file store is read by its successor, for its owner's eyes only", async () => {
  const folder = join(newFolder(), "data", "idos");
  await fileStore(folder).put("check/1", { name: "Ada" });
  expect(await fileStore(folder).get("check/1")).toEqual({ name: "Ada" });
  expect(statSync(folder).mode & 0o077).toBe(0);
  for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o077).toBe(0);
});

test("concurrent writes leave the last value, whole", async () => {
  const folder = newFolder();
  const store = fileStore(folder);
  await Promise.all(Array.from({ length: 50 }, (_, i) => store.put("k", { i, padding: "x".repeat(10_000) })));
  expect(await store.get("k")).toEqual({ i: 49, padding: "x".repeat(10_000) });
  expect(await store.list("")).toEqual(["k"]);
});

test("a broken record and a folder that cannot be used are typed errors without the record's text", async () => {
  const folder = newFolder();
  const store = fileStore(folder);
  await store.put("k", { name: "Lovelace" });
  const file = "k.json";
  writeFileSync(join(folder, file), readFileSync(join(folder, file), "utf8").slice(0, -3));
  const error: unknown = await store.get("k").catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "STORAGE_UNAVAILABLE" });
  expect(String(error) + String((error as Error).cause)).not.toContain("Lovelace");
  const taken = join(newFolder(), "file");
  writeFileSync(taken, "");
  chmodSync(taken, 0o600);
  expect(() => fileStore(taken)).toThrow(/store: the folder .* cannot be used/);
});

test("any text is a key of its own", async () => {
  const store = fileStore(newFolder());
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }), { maxLength: 5 }),
      async (keys) => {
        for (const key of keys) await store.put(key, key);
        for (const key of keys) expect(await store.get(key)).toBe(key);
        expect((await store.list("")).sort()).toEqual([...keys].sort());
        for (const key of keys) await store.delete(key);
      },
    ),
    { numRuns: 30 },
  );
});
