/** A local node with an inserter, and people who do by hand what the browser side does for them. */
import { open, seal, boxPublicKey } from "../../../../enclave/crypto/box.ts";
import { fromBase64, fromHex, randomBytes, toBase64, toHex } from "../../../../enclave/crypto/bytes.ts";
import { signRow } from "../../../../enclave/crypto/ed25519.ts";
import { evmAddress, signPersonalMessage } from "../../../../enclave/crypto/evm.ts";
import { contentHash } from "../../../../enclave/crypto/hash.ts";
import { accessGrantId } from "../../../../enclave/crypto/uuid.ts";
import * as idos from "../../../../enclave/kwil/actions.ts";
import { dwgText, dwgTime, type DelegatedWriteGrant } from "../../../../enclave/kwil/grants-messages.ts";
import { startNode, type RunningNode } from "../../../../demo/network/node/server.ts";
import { createNetwork, type Network } from "../../../../host-sdk/network/network.ts";
import type {
  BackendDescription,
  Check,
  JoinChallenge,
  JoinCompletion,
} from "../../../../host-sdk/shared/backend-types.ts";
import {
  createKeys,
  publicKeys,
  type IdosHandler,
  type KeyFile,
  type PublicKeys,
} from "../../../../host-sdk/server/index.ts";
import { evmSigner } from "../../../../host-sdk/server/shared/signers.ts";

export interface World {
  node: RunningNode;
  /** What servers are given. */
  url: string;
  /** Keys of an app, the issuer key of which the network's owner permitted as an inserter's; nothing else of it. */
  inserter: KeyFile;
  inserterPublic: PublicKeys;
  stop(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const owner = fromHex(createKeys().signer);
  const node = await startNode({ port: 0, hostname: "node.localhost", ownerAddress: evmAddress(owner) });
  const url = node.localUrl;
  const inserter = createKeys({ issuer: true });
  await permit(url, owner, inserter, "Neobank");
  return { node, url, inserter, inserterPublic: publicKeys(inserter), stop: () => node.stop() };
}

async function permit(url: string, owner: Uint8Array, keys: KeyFile, name: string): Promise<void> {
  const network = createNetwork({ node: url, signer: evmSigner(owner) });
  const id = crypto.randomUUID();
  const { issuerPublicKey: address = "" } = publicKeys(keys);
  await network.execute(idos.addInserterAsOwner, { id, name });
  await network.execute(idos.addDelegateAsOwner, { address, inserter_id: id });
}

export interface Person {
  secret: Uint8Array;
  address: string;
  encryptionKey: Uint8Array;
  encryptionPublicKey: string;
  network: Network;
}

export function newPerson(url: string): Person {
  const secret = fromHex(createKeys().signer);
  const encryptionKey = randomBytes(32);
  return {
    secret,
    address: evmAddress(secret),
    encryptionKey,
    encryptionPublicKey: toBase64(boxPublicKey(encryptionKey)),
    network: createNetwork({ node: url, signer: evmSigner(secret) }),
  };
}

export const BACKEND = "https://neobank.example/idos";

/** A request to a backend, with its JSON answer. */
export async function ask<T>(
  handler: IdosHandler,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: T }> {
  const response = await handler(
    new Request(
      BACKEND + path,
      body === undefined
        ? { headers }
        : { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } },
    ),
  );
  return { status: response.status, body: (await response.json()) as T };
}

export async function completion(handler: IdosHandler, person: Person): Promise<JoinCompletion> {
  const wallet = { type: "EVM" as const, address: person.address };
  const { body } = await ask<JoinChallenge>(handler, "/join", { wallet });
  return {
    userId: body.userId,
    recipientEncryptionPublicKey: person.encryptionPublicKey,
    encryptionPasswordStore: "mpc",
    wallet,
    message: body.message,
    signature: signPersonalMessage(body.message, person.secret),
  };
}

export async function join(handler: IdosHandler, person: Person): Promise<string> {
  const request = await completion(handler, person);
  const { status, body } = await ask<{ userId: string }>(handler, "/join/complete", request);
  if (status !== 200) throw new Error(`join: ${JSON.stringify(body)}`);
  return body.userId;
}

const now = () => Math.floor(Date.now() / 1000);

export async function newDwg(
  handler: IdosHandler,
  person: Person,
  changes: Partial<DelegatedWriteGrant> = {},
): Promise<DelegatedWriteGrant> {
  const { issuing } = (await ask<BackendDescription>(handler, "/description")).body;
  if (!issuing) throw new Error("this backend does not issue");
  // Read once: between two readings a second may end.
  const at = now();
  return {
    owner: person.address,
    grantee: issuing.granteeWalletIdentifier,
    issuerPublicKey: issuing.issuerPublicKey,
    id: crypto.randomUUID(),
    accessGrantTimelock: dwgTime(at + issuing.timelock),
    notUsableBefore: dwgTime(at),
    notUsableAfter: dwgTime(at + issuing.validFor),
    ...changes,
  };
}

export const signDwg = (dwg: DelegatedWriteGrant, person: Person) => signPersonalMessage(dwgText(dwg), person.secret);

export async function startCheck(handler: IdosHandler, person: Person, userId: string): Promise<Check> {
  const dwg = await newDwg(handler, person);
  const { status, body } = await ask<Check>(handler, "/checks", { userId, dwg, signature: signDwg(dwg, person) });
  if (status !== 201) throw new Error(`check: ${JSON.stringify(body)}`);
  return body;
}

/** Waits until something holds. */
export async function until(
  holds: () => Promise<boolean> | boolean,
  what: string,
  milliseconds = 15_000,
): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not within ${milliseconds} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export const decided = (handler: IdosHandler, id: string) =>
  until(async () => ["issued", "failed"].includes((await handler.checks.get(id)).status), "the check is decided");

/** The person's originals. */
export async function originals(person: Person) {
  const rows = await person.network.call(idos.getCredentials, {});
  return rows.filter(({ original_id }) => original_id === null);
}

/** Opens an original as the enclave does. */
export async function plaintextOf(person: Person, id: string): Promise<Uint8Array> {
  const [row] = await person.network.call(idos.getCredentialOwned, { id });
  return open(
    fromBase64(String(row?.["content"])),
    fromBase64(String(row?.["encryptor_public_key"])),
    person.encryptionKey,
  );
}

/** Shares plaintext as the enclave does; returns the grant's id. */
export async function share(
  person: Person,
  originalId: string,
  plaintext: Uint8Array,
  to: PublicKeys,
  { hash = contentHash(plaintext), lockedUntil = 0, sealFor = to.encryptionPublicKey } = {},
): Promise<{ grantId: string; copyId: string }> {
  const copyId = crypto.randomUUID();
  const box = seal(plaintext, fromBase64(sealFor));
  const row = signRow("", box.content, randomBytes(32));
  await person.network.execute(idos.shareCredential, {
    id: copyId,
    original_credential_id: originalId,
    public_notes: "",
    public_notes_signature: row.publicNotesSignature,
    broader_signature: row.broaderSignature,
    content: toBase64(box.content),
    content_hash: hash,
    encryptor_public_key: toBase64(box.encryptorPublicKey),
    issuer_auth_public_key: row.issuerAuthPublicKey,
    grantee_wallet_identifier: to.walletIdentifier,
    locked_until: lockedUntil,
  });
  return { grantId: accessGrantId(to.walletIdentifier, copyId, lockedUntil), copyId };
}

/** Adds a credential of one's own, under a key of one's own. */
export async function addOwn(
  person: Person,
  plaintext: Uint8Array,
  publicNotes: string,
  seed = randomBytes(32),
): Promise<string> {
  const id = crypto.randomUUID();
  const box = seal(plaintext, fromBase64(person.encryptionPublicKey));
  const row = signRow(publicNotes, box.content, seed);
  await person.network.execute(idos.addCredential, {
    id,
    issuer_auth_public_key: row.issuerAuthPublicKey,
    encryptor_public_key: toBase64(box.encryptorPublicKey),
    content: toBase64(box.content),
    public_notes: publicNotes,
    public_notes_signature: row.publicNotesSignature,
    broader_signature: row.broaderSignature,
  });
  return id;
}

/** A fetch that a test can make fail: before the request arrives, or after it was done. */
export function faultyFetch() {
  const faults = { before: (_: string) => false, after: (_: string) => false };
  const requests: string[] = [];
  const faulty: typeof fetch = async (input, init) => {
    const body = typeof init?.body === "string" ? init.body : "";
    requests.push(body);
    if (faults.before(body)) throw new TypeError("connection refused");
    const response = await fetch(input, init);
    if (faults.after(body)) {
      await response.arrayBuffer();
      throw new TypeError("connection reset");
    }
    return response;
  };
  return { fetch: faulty, faults, requests };
}

/** True if a JSON-RPC body broadcasts a transaction of this action. */
export function broadcasts(body: string, action: { name: string }): boolean {
  if (!body.includes('"user.broadcast"')) return false;
  const payload = (JSON.parse(body) as { params: { tx: { body: { payload: string } } } }).params.tx.body.payload;
  return toHex(fromBase64(payload)).includes(toHex(new TextEncoder().encode(action.name)));
}
