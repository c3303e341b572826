/** Callers of the local network, each with the unmodified `@idos-network/kwil-js`, and what they bring. */
import { KwilSigner, NodeKwil, Utils } from "@idos-network/kwil-js";
import { Wallet } from "ethers";
import { randomBytes, toBase64, toHex, utf8 } from "../../../../enclave/crypto/bytes.ts";
import { boxPublicKey, seal } from "../../../../enclave/crypto/box.ts";
import { ed25519PublicKey, ed25519Sign, signRow } from "../../../../enclave/crypto/ed25519.ts";
import { contentHash } from "../../../../enclave/crypto/hash.ts";
import type { Action, Arguments } from "../../../../enclave/kwil/actions.ts";
import * as idos from "../../../../enclave/kwil/actions.ts";
import { type DelegatedWriteGrant, dwgTime } from "../../../../enclave/kwil/grants-messages.ts";

/** A failed call or transaction, in the node's words. */
export class Refused extends Error {}

const TYPES = { uuid: Utils.DataType.Uuid, text: Utils.DataType.Text, int8: Utils.DataType.Int };

/** Inputs in wire order, with their types, as kwil-js takes them. */
export function positional(action: Action, args: Record<string, string | number | null>) {
  const inputs = action.inputs.map((input) => args[input.split(":")[0] ?? ""] ?? null);
  const types = action.inputs.map((input) => TYPES[input.split(":")[1] as keyof typeof TYPES]);
  return { name: action.name, namespace: "main", inputs, types };
}

/** The node's words in an error of kwil-js. */
export function wordsOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  try {
    return (JSON.parse(message) as { result: { log: string } }).result.log;
  } catch {
    return message.replace(/^JSON RPC call error: code: -?\d+, message: /, "");
  }
}

/** What a caller of any kind can do. */
export interface Acts {
  /** Rows of a view. @throws Refused */
  call<A extends Action>(action: A, args: Arguments<A>): Promise<Record<string, unknown>[]>;
  /** Rows of a view for somebody without a wallet, and without the caller's session. @throws Refused */
  callSignedOut<A extends Action>(action: A, args: Arguments<A>): Promise<Record<string, unknown>[]>;
  /** Sends a transaction and waits for its block; its hash. @throws Refused */
  execute<A extends Action>(action: A, args: Arguments<A>): Promise<string>;
}

/** By NodeKwil. */
export class Caller implements Acts {
  readonly kwil: NodeKwil;
  readonly url: string;
  readonly signer: KwilSigner;
  /** As actions know the caller. */
  readonly identifier: string;

  constructor(url: string, signer: KwilSigner, identifier: string) {
    this.url = url;
    this.kwil = new NodeKwil({ kwilProvider: url, chainId: "idos-local" });
    this.signer = signer;
    this.identifier = identifier;
  }

  async call<A extends Action>(action: A, args: Arguments<A>): Promise<Record<string, unknown>[]> {
    const answer = await this.kwil.call(positional(action, args), this.signer).catch((error: unknown) => {
      throw new Refused(wordsOf(error));
    });
    return (answer.data?.result ?? []) as Record<string, unknown>[];
  }

  async callSignedOut<A extends Action>(action: A, args: Arguments<A>): Promise<Record<string, unknown>[]> {
    const kwil = new NodeKwil({ kwilProvider: this.url, chainId: "idos-local" });
    const answer = await kwil.call(positional(action, args)).catch((error: unknown) => {
      throw new Refused(wordsOf(error));
    });
    return (answer.data?.result ?? []) as Record<string, unknown>[];
  }

  async execute<A extends Action>(action: A, args: Arguments<A>): Promise<string> {
    const { inputs, types, ...body } = positional(action, args);
    const sent = this.kwil.execute(
      { ...body, inputs: [inputs], types, description: action.description },
      this.signer,
      true,
    );
    const { data } = await sent.catch((error: unknown) => {
      throw new Refused(wordsOf(error));
    });
    return data?.tx_hash ?? "";
  }
}

/** An EVM wallet, by ethers. */
export class EvmPerson extends Caller {
  readonly wallet: Wallet;
  constructor(url: string, privateKey: string = Wallet.createRandom().privateKey) {
    const wallet = new Wallet(privateKey);
    super(url, new KwilSigner(wallet, wallet.address), wallet.address);
    this.wallet = wallet;
  }
}

/** An Ed25519 key, such as an issuer's. */
export class KeyPerson extends Caller {
  readonly seed: Uint8Array;
  constructor(url: string, seed: Uint8Array = randomBytes(32)) {
    const publicKey = ed25519PublicKey(seed);
    const sign = async (message: Uint8Array): Promise<Uint8Array> => ed25519Sign(message, seed);
    super(url, new KwilSigner(sign, publicKey, "ed25519"), toHex(publicKey));
    this.seed = seed;
  }
}

/** A fresh X25519 public key, base64. */
export function encryptionKey(): string {
  return toBase64(boxPublicKey(randomBytes(32)));
}

/** Boxes text for a fresh recipient and signs the row. */
export function credentialRow(text: string, publicNotes: string, seed: Uint8Array) {
  const plaintext = utf8(text);
  const box = seal(plaintext, boxPublicKey(randomBytes(32)));
  const row = signRow(publicNotes, box.content, seed);
  return {
    content: toBase64(box.content),
    content_hash: contentHash(plaintext),
    encryptor_public_key: toBase64(box.encryptorPublicKey),
    issuer_auth_public_key: row.issuerAuthPublicKey,
    public_notes: publicNotes,
    public_notes_signature: row.publicNotesSignature,
    broader_signature: row.broaderSignature,
  };
}

/** Arguments of `share_credential` for a copy that a throw-away key signed. */
export function shareArguments(originalId: string, granteeIdentifier: string, lockedUntil = 0, text = "copy") {
  return {
    ...credentialRow(text, "", randomBytes(32)),
    id: crypto.randomUUID() as string,
    original_credential_id: originalId,
    grantee_wallet_identifier: granteeIdentifier,
    locked_until: lockedUntil,
  } satisfies Arguments<typeof idos.shareCredential>;
}

/** Public notes by idOS's convention. */
export function notes(id: string = crypto.randomUUID(), status = "approved"): string {
  return JSON.stringify({ id, type: "PASSPORT", level: "basic", status, issuer: "Neobank" });
}

/** A DWG that may be used for ten minutes from `now` (unix seconds). */
export function dwg(
  owner: string,
  grantee: string,
  issuerPublicKey: string,
  now: number,
  timelock = now,
): DelegatedWriteGrant {
  return {
    owner,
    grantee,
    issuerPublicKey,
    id: crypto.randomUUID(),
    accessGrantTimelock: dwgTime(timelock),
    notUsableBefore: dwgTime(now),
    notUsableAfter: dwgTime(now + 600),
  };
}

/** Arguments of `dwg_message`. */
export function dwgMessageArguments(grant: DelegatedWriteGrant): Arguments<typeof idos.dwgMessage> {
  return {
    owner_wallet_identifier: grant.owner,
    grantee_wallet_identifier: grant.grantee,
    issuer_public_key: grant.issuerPublicKey,
    id: grant.id,
    access_grant_timelock: grant.accessGrantTimelock,
    not_usable_before: grant.notUsableBefore,
    not_usable_after: grant.notUsableAfter,
  };
}

/** Arguments of `create_credentials_by_dwg`: an original with notes and a copy without. */
export function dwgWriteArguments(
  grant: DelegatedWriteGrant,
  signature: string,
  issuerSeed: Uint8Array,
  publicNotes = notes(),
) {
  const original = credentialRow("credential", publicNotes, issuerSeed);
  const copy = credentialRow("credential", "", issuerSeed);
  return {
    issuer_auth_public_key: original.issuer_auth_public_key,
    original_encryptor_public_key: original.encryptor_public_key,
    original_credential_id: crypto.randomUUID() as string,
    original_content: original.content,
    original_public_notes: publicNotes,
    original_public_notes_signature: original.public_notes_signature,
    original_broader_signature: original.broader_signature,
    copy_encryptor_public_key: copy.encryptor_public_key,
    copy_credential_id: crypto.randomUUID() as string,
    copy_content: copy.content,
    copy_public_notes_signature: copy.public_notes_signature,
    copy_broader_signature: copy.broader_signature,
    content_hash: original.content_hash,
    dwg_owner: grant.owner,
    dwg_grantee: grant.grantee,
    dwg_issuer_public_key: grant.issuerPublicKey,
    dwg_id: grant.id,
    dwg_access_grant_timelock: grant.accessGrantTimelock,
    dwg_not_before: grant.notUsableBefore,
    dwg_not_after: grant.notUsableAfter,
    dwg_signature: signature,
  } satisfies Arguments<typeof idos.createCredentialsByDwg>;
}

/** Joins a new user with an EVM wallet by an inserter. */
export async function join(inserter: Caller, person: EvmPerson): Promise<{ userId: string; walletId: string }> {
  const [userId, walletId, message] = [crypto.randomUUID(), crypto.randomUUID(), `own ${crypto.randomUUID()}`];
  await inserter.execute(idos.addUserAsInserter, {
    id: userId,
    recipient_encryption_public_key: encryptionKey(),
    encryption_password_store: "mpc",
  });
  await inserter.execute(idos.upsertWalletAsInserter, {
    id: walletId,
    user_id: userId,
    address: person.identifier,
    public_key: null,
    wallet_type: "EVM",
    message,
    signature: await person.wallet.signMessage(message),
  });
  return { userId, walletId };
}
