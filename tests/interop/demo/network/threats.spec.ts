/** Rows of docs/threats.md that concern the network. Rows 11, 18 and 21 are in tests/interop/host-sdk/server. */
import { readFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { Wallet } from "ethers";
import { expect, test } from "playwright/test";
import { startNetwork } from "../../../../demo/network/network.ts";
import { openPglite } from "../../../../demo/network/node/pglite.ts";
import { answer } from "../../../../demo/network/node/json-rpc.ts";
import { boxPublicKey, open, seal } from "../../../../enclave/crypto/box.ts";
import { fromBase64, fromHex, fromUtf8, randomBytes, toBase64, toHex, utf8 } from "../../../../enclave/crypto/bytes.ts";
import { signRow } from "../../../../enclave/crypto/ed25519.ts";
import { contentHash } from "../../../../enclave/crypto/hash.ts";
import * as idos from "../../../../enclave/kwil/actions.ts";
import { findSecret } from "../../../harness/encodings.ts";
import type { MpcVector } from "../../vector-checks.ts";
import { dumpDatabase } from "./dump.ts";
import { EvmPerson, KeyPerson } from "./people.ts";
import { raw, rpc } from "./raw.ts";

const [vector] = JSON.parse(readFileSync(new URL("../../../vectors/mpc.json", import.meta.url), "utf8")) as [MpcVector];

/** Everything that this process prints from now on, and how to end it. */
function recordOutput(): () => string {
  const printed: string[] = [];
  const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
  for (const { stream, write } of streams)
    stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      printed.push(
        typeof chunk === "string" ? Buffer.from(chunk).toString("latin1") : Buffer.from(chunk).toString("latin1"),
      );
      return Reflect.apply(write, stream, [chunk, ...rest]) as boolean;
    };
  return () => {
    for (const { stream, write } of streams) stream.write = write;
    return printed.join("");
  };
}

/** Every file below a folder, as latin1 text. */
async function files(folder: string): Promise<{ path: string; text: string }[]> {
  const found: { path: string; text: string }[] = [];
  for (const name of await readdir(folder, { recursive: true })) {
    const path = joinPath(folder, name);
    if ((await stat(path)).isFile()) found.push({ path: name, text: await readFile(path, "latin1") });
  }
  return found;
}

test("threat 22: a stolen storage or MPC node, and what they printed, show only ciphertext @network", async () => {
  const folder = await mkdtemp(joinPath(tmpdir(), "stolen-"));
  const stopRecording = recordOutput();
  let printed = "";
  // The vector's requests were signed for this time.
  const now = Number(vector.download.value["timestamp"]);
  const ownerKey = Wallet.createRandom().privateKey;
  const network = await startNetwork({
    ownerAddress: new Wallet(ownerKey).address,
    enclaveOrigins: () => [],
    dataDir: folder,
    contract: vector.contract,
    now: () => now,
  });
  const plaintext = utf8(
    `{"credentialSubject":{"firstName":"Zażółć-${toHex(randomBytes(8))}","ssn":"planted 078-05-1120"}}`,
  );
  const [userSecret, consumerSecret] = [randomBytes(32), randomBytes(32)];
  let content = "";
  try {
    // A storage node that did everything a node does with a credential.
    const url = network.node.localUrl;
    const [owner, alice, consumer] = [new EvmPerson(url, ownerKey), new EvmPerson(url), new EvmPerson(url)];
    const issuer = new KeyPerson(url);
    const inserterId = crypto.randomUUID();
    await owner.execute(idos.addInserterAsOwner, { id: inserterId, name: "Neobank" });
    await owner.execute(idos.addDelegateAsOwner, { address: issuer.identifier, inserter_id: inserterId });
    await issuer.execute(idos.addUserAsInserter, {
      id: vector.userId,
      recipient_encryption_public_key: toBase64(boxPublicKey(userSecret)),
      encryption_password_store: "mpc",
    });
    await issuer.execute(idos.upsertWalletAsInserter, {
      id: crypto.randomUUID(),
      user_id: vector.userId,
      address: alice.identifier,
      public_key: null,
      wallet_type: "EVM",
      message: "mine",
      signature: await alice.wallet.signMessage("mine"),
    });
    const sealed = (recipient: Uint8Array, publicNotes: string) => {
      const box = seal(plaintext, boxPublicKey(recipient));
      const row = signRow(publicNotes, box.content, issuer.seed);
      return {
        id: crypto.randomUUID(),
        content: toBase64(box.content),
        encryptor_public_key: toBase64(box.encryptorPublicKey),
        issuer_auth_public_key: row.issuerAuthPublicKey,
        public_notes: publicNotes,
        public_notes_signature: row.publicNotesSignature,
        broader_signature: row.broaderSignature,
      };
    };
    const original = sealed(userSecret, "{}");
    await alice.execute(idos.addCredential, original);
    const copy = sealed(consumerSecret, "");
    content = copy.content;
    await alice.execute(idos.shareCredential, {
      ...copy,
      original_credential_id: original.id,
      content_hash: contentHash(plaintext),
      grantee_wallet_identifier: consumer.identifier,
      locked_until: 0,
    });
    const [read] = await consumer.call(idos.getCredentialShared, { id: copy.id });
    expect(
      open(fromBase64(String(read?.["content"])), fromBase64(String(read?.["encryptor_public_key"])), consumerSecret),
    ).toEqual(plaintext);

    // MPC nodes that took their shares and gave one back.
    for (const [index, node] of network.mpcNodes.entries()) {
      const shares = `${node.localUrl}/offchain/${vector.contract}/shares/${vector.userId}`;
      const send = (method: string, body: unknown, signature: string) =>
        raw(shares, {
          method,
          headers: { authorization: `eip712 ${signature}`, "content-type": "application/json" },
          body: JSON.stringify(body),
        });
      const upload = { ...vector.upload.value, share_data: `0x${vector.blindedHex[index]}` };
      expect((await send("PUT", upload, vector.upload.signature)).status).toBe(201);
      expect((await send("POST", vector.download.value, vector.download.signature)).status).toBe(200);
      // What goes wrong is printed more readily than what goes right.
      expect((await send("PUT", { ...upload, share_data: fromUtf8(plaintext) }, "0x00")).status).toBeGreaterThan(399);
    }
    for (const params of [{ body: { payload: fromUtf8(plaintext) } }, { tx: fromUtf8(plaintext) }])
      expect((await rpc(url, "user.broadcast", params)).error?.message).not.toContain("planted");
    const failing = async (): Promise<never> => {
      throw Object.assign(new Error(fromUtf8(plaintext)), { detail: fromUtf8(plaintext), code: "XX000" });
    };
    const body = utf8(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "boom", params: fromUtf8(plaintext) }));
    await answer(new Map([["boom", failing]]), body, {
      url,
      origin: undefined,
      cookies: undefined,
      setCookie: () => {},
    });
  } finally {
    await network.stop();
    printed = stopRecording();
  }

  try {
    const dump = await dumpDatabase(joinPath(folder, "node"));
    const rows = Buffer.from(JSON.stringify(dump)).toString("latin1");
    // What an empty database has too came with PostgreSQL: most of the bytes, and not worth the time.
    await (await openPglite(joinPath(folder, "empty"))).close();
    const empty = new Set((await files(joinPath(folder, "empty"))).map(({ text }) => text));
    await rm(joinPath(folder, "empty"), { recursive: true });
    const stored = (await files(folder)).filter(({ text }) => !empty.has(text));

    // The search finds what is there.
    expect(findSecret(rows, fromBase64(content))).toBeDefined();
    expect(stored.filter(({ text }) => findSecret(text, fromHex(vector.blindedHex[0] ?? "")))).toHaveLength(1);
    expect(printed).toContain("storage node: boom failed: Error XX000");

    const secrets: Record<string, Uint8Array> = {
      "the credential": plaintext,
      "a field of it": utf8("planted 078-05-1120"),
      "the user's key": userSecret,
      "the consumer's key": consumerSecret,
      "the MPC secret": utf8(vector.secret),
      "the key that the MPC secret makes": fromHex(vector.derived.secretKeyHex),
    };
    const places = [
      { path: "the dump of the database", text: rows },
      { path: "what was printed", text: printed },
      ...stored,
    ];
    for (const [what, secret] of Object.entries(secrets))
      for (const { path, text } of places) expect(findSecret(text, secret), `${what} in ${path}`).toBeUndefined();
    // And none of the nodes has, or printed, another one's share.
    for (const [index, hex] of vector.sharesHex.entries()) {
      const share = fromHex(hex);
      const holders = stored.filter(({ text }) => findSecret(text, share)).map(({ path }) => path);
      expect(holders.map((path) => path.split(/[/\\]/)[0])).toEqual([`mpc-${index}`]);
      expect(findSecret(printed, share)).toBeUndefined();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
