/** People on a node: signed in for reads, with transactions signed ahead of time for writes. */
import { seal, boxPublicKey } from "../../enclave/crypto/box.ts";
import { randomBytes, toBase64, toHex, utf8 } from "../../enclave/crypto/bytes.ts";
import { ed25519PublicKey, ed25519Sign, signRow } from "../../enclave/crypto/ed25519.ts";
import { evmAddress, personalMessageDigest, signDigest, signPersonalMessage } from "../../enclave/crypto/evm.ts";
import type { Action, Arguments } from "../../enclave/kwil/actions.ts";
import * as idos from "../../enclave/kwil/actions.ts";
import { encodeCall, encodeExecute } from "../../enclave/kwil/payload.ts";
import { type AuthnParams, signInText, transactionText } from "../../enclave/kwil/texts.ts";
import type { Client } from "./load.ts";

const CHAIN = "idos-local";

/** A signer with an account. */
interface Signer {
  type: "secp256k1_ep" | "ed25519";
  /** Lower-case hex. */
  sender: string;
  sign(text: string): Uint8Array;
}

const evm = (key: Uint8Array): Signer => ({
  type: "secp256k1_ep",
  sender: evmAddress(key).slice(2).toLowerCase(),
  sign: (text) => signDigest(personalMessageDigest(utf8(text)), key),
});
const ed25519 = (seed: Uint8Array): Signer => ({
  type: "ed25519",
  sender: toHex(ed25519PublicKey(seed)),
  sign: (text) => ed25519Sign(utf8(text), seed),
});

const rpcBody = (method: string, params: unknown): string => JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });

/** A transaction's request body. */
function transaction<A extends Action>(signer: Signer, nonce: number, action: A, args: Arguments<A>): string {
  const payload = encodeExecute(action, args);
  const desc = action.description;
  const text = transactionText({ description: desc, payload, fee: "0", nonce, chainId: CHAIN });
  const signature = { sig: toBase64(signer.sign(text)), type: signer.type };
  const body = { desc, payload: toBase64(payload), type: "execute", fee: "0", nonce, chain_id: CHAIN };
  return rpcBody("user.broadcast", {
    tx: { signature, body, sender: signer.sender, serialization: "concat" },
    sync: 1,
  });
}

/** Sends an RPC body; throws unless it succeeded. */
export async function send(client: Client, body: string, cookie?: string): Promise<unknown> {
  const text = await client.post("/rpc/v1", body, cookie === undefined ? {} : { cookie });
  const { result, error } = JSON.parse(text) as { result?: { result?: { code: number } }; error?: unknown };
  if (error !== undefined || (result?.result?.code ?? 0) !== 0) throw new Error(`refused: ${text.slice(0, 300)}`);
  return result;
}

/** One person. */
export interface Person {
  cookie: string;
  /** Requests that read: profile, list, one credential of 4 kB, grants. */
  reads: string[];
  /** The next signed transaction, one after the other. */
  nextWrite(): string;
}

/** Sets people up: permitted inserter, profiles, a credential each, a session each, and signed writes. */
export async function setUp(
  client: Client,
  url: string,
  ownerKey: Uint8Array,
  people: number,
  writesEach: number,
): Promise<Person[]> {
  const owner = evm(ownerKey);
  const [seed, id] = [randomBytes(32), crypto.randomUUID()];
  const inserter = ed25519(seed);
  await send(client, transaction(owner, 1, idos.addInserterAsOwner, { id, name: "Bench" }));
  await send(client, transaction(owner, 2, idos.addDelegateAsOwner, { address: inserter.sender, inserter_id: id }));
  const encryptionKey = boxPublicKey(randomBytes(32));
  const made: Person[] = [];
  for (let i = 0; i < people; i++) {
    const [key, userId, credentialId] = [randomBytes(32), crypto.randomUUID(), crypto.randomUUID()];
    const signer = evm(key);
    const profile = { recipient_encryption_public_key: toBase64(encryptionKey), encryption_password_store: "mpc" };
    await send(client, transaction(inserter, 3 * i + 1, idos.addUserAsInserter, { id: userId, ...profile }));
    const wallet = {
      id: crypto.randomUUID(),
      user_id: userId,
      address: evmAddress(key),
      public_key: null,
      wallet_type: "EVM",
    };
    const proof = { message: "mine", signature: signPersonalMessage("mine", key) };
    await send(client, transaction(inserter, 3 * i + 2, idos.upsertWalletAsInserter, { ...wallet, ...proof }));
    const box = seal(randomBytes(4096), encryptionKey);
    const notes = JSON.stringify({
      id: credentialId,
      level: "basic",
      status: "approved",
      type: "kyc",
      issuer: "Bench",
    });
    const row = signRow(notes, box.content, seed);
    const credential = {
      id: credentialId,
      user_id: userId,
      issuer_auth_public_key: row.issuerAuthPublicKey,
      encryptor_public_key: toBase64(box.encryptorPublicKey),
      content: toBase64(box.content),
      public_notes: notes,
      public_notes_signature: row.publicNotesSignature,
      broader_signature: row.broaderSignature,
    };
    await send(client, transaction(inserter, 3 * i + 3, idos.upsertCredentialAsInserter, credential));

    const call = <A extends Action>(action: A, args: Arguments<A>): string =>
      rpcBody("user.call", {
        body: { payload: toBase64(encodeCall(action, args)) },
        auth_type: signer.type,
        sender: signer.sender,
        signature: "",
      });
    const writes = Array.from({ length: writesEach }, (_, n) =>
      transaction(signer, n + 1, idos.addAttribute, {
        id: crypto.randomUUID(),
        attribute_key: "language",
        value: `pl ${n}`,
      }),
    );
    let next = 0;
    made.push({
      cookie: await signIn(url, client, signer),
      reads: [
        call(idos.getUser, {}),
        call(idos.getCredentials, {}),
        call(idos.getCredentialOwned, { id: credentialId }),
        call(idos.getAccessGrantsOwned, {}),
      ],
      nextWrite() {
        const body = writes[next++];
        if (body === undefined) throw new Error("too few transactions were signed");
        return body;
      },
    });
  }
  return made;
}

async function signIn(url: string, client: Client, signer: Signer): Promise<string> {
  const params = (await send(client, rpcBody("kgw.authn_param", {}))) as AuthnParams;
  const sig = toBase64(signer.sign(signInText(params)));
  const answer = await fetch(`${url}/rpc/v1`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: rpcBody("kgw.authn", { nonce: params.nonce, sender: signer.sender, signature: { sig, type: signer.type } }),
  });
  return answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}
