/**
 * Every wallet type by its own ecosystem's library, through the unmodified kwil-js: ownership proofs, sign-in,
 * transactions, delegated grants; and none of them with a signature that was altered.
 */
import { expect, test } from "playwright/test";
import { startNode, type RunningNode } from "../../../../demo/network/node/server.ts";
import { toHex } from "../../../../enclave/crypto/bytes.ts";
import { accessGrantId } from "../../../../enclave/crypto/uuid.ts";
import { signedByWallet } from "../../../../enclave/crypto/wallet-proofs.ts";
import type { Arguments } from "../../../../enclave/kwil/actions.ts";
import * as idos from "../../../../enclave/kwil/actions.ts";
import { dwgText } from "../../../../enclave/kwil/grants-messages.ts";
import {
  credentialRow,
  dwg,
  dwgWriteArguments,
  encryptionKey,
  EvmPerson,
  join,
  KeyPerson,
  notes,
  Refused,
} from "./people.ts";
import {
  faceSignWallet,
  nearWallet,
  stellarWallet,
  type TestWallet,
  WalletPerson,
  xrplWallet,
} from "./wallet-people.ts";

const WALLETS: readonly [string, () => TestWallet][] = [
  ["NEAR", () => nearWallet()],
  ["NEAR, of a server and with a callback URL", () => nearWallet("idos-issuer", "https://example.com/back")],
  ["XRPL, Ed25519", () => xrplWallet("ed25519")],
  ["XRPL, secp256k1", () => xrplWallet("ecdsa-secp256k1")],
  ["Stellar, raw", () => stellarWallet(false)],
  ["Stellar, SEP-53", () => stellarWallet(true)],
  ["FaceSign", faceSignWallet],
];

const NOW = 1_800_000_000;
let node: RunningNode;
let inserter: KeyPerson, issuer: KeyPerson, alice: EvmPerson;

test.beforeAll(async () => {
  const owner = new EvmPerson("http://127.0.0.1");
  node = await startNode({
    port: 0,
    hostname: "node.localhost",
    ownerAddress: owner.identifier,
    now: () => NOW * 1000,
  });
  const networkOwner = new EvmPerson(node.localUrl, owner.wallet.privateKey);
  [inserter, alice] = [new KeyPerson(node.localUrl), new EvmPerson(node.localUrl)];
  issuer = new KeyPerson(node.localUrl);
  const id = crypto.randomUUID();
  await networkOwner.execute(idos.addInserterAsOwner, { id, name: "Neobank" });
  for (const { identifier: address } of [inserter, issuer])
    await networkOwner.execute(idos.addDelegateAsOwner, { address, inserter_id: id });
  await join(inserter, alice);
});

test.afterAll(() => node.stop());

/** Arguments of `add_wallet`. */
async function proof(wallet: TestWallet): Promise<Arguments<typeof idos.addWallet>> {
  // The Borsh in near-js writes one byte per character, whatever the character: only ASCII comes out as UTF-8.
  const message = `Add this wallet, ${crypto.randomUUID()}${wallet.type === "NEAR" ? "" : ": żółć"}`;
  return {
    id: crypto.randomUUID(),
    address: wallet.address,
    public_key: wallet.publicKey,
    wallet_type: wallet.type,
    message,
    signature: toHex(await wallet.sign(message)),
  };
}

/** A new user with this wallet alone. */
async function joined(wallet: TestWallet): Promise<{ person: WalletPerson; userId: string }> {
  const userId = crypto.randomUUID();
  await inserter.execute(idos.addUserAsInserter, {
    id: userId,
    recipient_encryption_public_key: encryptionKey(),
    encryption_password_store: "mpc",
  });
  await inserter.execute(idos.upsertWalletAsInserter, { ...(await proof(wallet)), user_id: userId });
  return { person: new WalletPerson(node.localUrl, wallet), userId };
}

/** Hex with one bit of one byte turned. */
function altered(hex: string, at: number): string {
  const byte = parseInt(hex.slice(2 * at, 2 * at + 2), 16) ^ 1;
  return hex.slice(0, 2 * at) + byte.toString(16).padStart(2, "0") + hex.slice(2 * at + 2);
}

/**
 * Sends a transaction with the nonce given: kwil-js knows no account type for a secp256k1 key of XRPL, and would
 * refuse to ask for it.
 */
async function send(person: WalletPerson, nonce: number, attribute: string): Promise<void> {
  const inputs = [[crypto.randomUUID(), attribute, "value"]];
  await person.kwil
    .execute({ name: "add_attribute", namespace: "main", inputs, nonce, description: "" }, person.signer, true)
    .catch((error: unknown) => {
      throw new Refused(String(error));
    });
}

for (const [name, make] of WALLETS)
  test.describe(`${name} @network`, () => {
    test("joins, signs in and sends", async () => {
      const { person, userId } = await joined(make());
      expect(await person.call(idos.getUser, {})).toMatchObject([{ id: userId }]);
      expect(await person.call(idos.getWallets, {})).toMatchObject([
        { address: person.wallet.address, public_key: person.wallet.publicKey, wallet_type: person.wallet.type },
      ]);
      await send(person, 1, "first");
      await send(person, 2, "second");
      const attributes = await person.call(idos.getAttributes, {});
      expect(attributes.map((a) => a["attribute_key"]).sort()).toEqual(["first", "second"]);
      await person.kwil.auth.logoutKGW(person.signer);
    });

    test("is added to a profile, once, and may be removed by another one of its wallets", async () => {
      const wallet = make();
      const args = await proof(wallet);
      await alice.execute(idos.addWallet, args);
      const again = { ...(await proof(wallet)), id: crypto.randomUUID() };
      await expect(alice.execute(idos.addWallet, again)).rejects.toThrow(/^DUPLICATE: /);
      const person = new WalletPerson(node.localUrl, wallet);
      expect(await person.call(idos.getUser, {})).toEqual(await alice.call(idos.getUser, {}));
      await alice.execute(idos.removeWallet, { id: String(args.id) });
      expect(await person.call(idos.getUser, {})).toEqual([]);
    });

    test("no altered signature, message or name is taken", async () => {
      const args = await proof(make());
      const refused = (change: Partial<typeof args>, words: RegExp) =>
        expect(alice.execute(idos.addWallet, { ...args, ...change })).rejects.toThrow(words);
      const signature = String(args.signature);
      const bytes = signature.length / 2;
      for (const at of [0, 1, Math.floor(bytes / 2), bytes - 1])
        await refused({ signature: altered(signature, at) }, /^DENIED: the signature/);
      for (const bad of ["", "zz", signature.slice(2), signature.slice(0, -2), `${signature}00`, "00".repeat(64)])
        await refused({ signature: bad }, /^DENIED: the signature/);
      await refused({ message: `${args.message} ` }, /^DENIED: the signature/);
      const other = make();
      await refused({ address: other.address, public_key: other.publicKey }, /^DENIED: the signature/);
      await refused({ public_key: null }, /^INVALID: /);
      await refused({ public_key: "ed25519:0OIl" }, /^INVALID: /);
      await refused({ address: "no such address!" }, /^INVALID: address/);
      await refused({ wallet_type: "EVM" }, /^INVALID: address/);
      await refused({ wallet_type: "Solana" }, /^INVALID: wallet_type: expected one of EVM, NEAR, XRPL/);
    });

    test("an altered signature neither signs in nor sends", async () => {
      const { person } = await joined(make());
      const forged = new WalletPerson(node.localUrl, {
        ...person.wallet,
        async sign(text) {
          const signature = await person.wallet.sign(text);
          signature[signature.length - 1] = (signature[signature.length - 1] ?? 0) ^ 1;
          return signature;
        },
      });
      await expect(forged.call(idos.getUser, {})).rejects.toThrow(/-903|signature/);
      await expect(send(forged, 1, "forged")).rejects.toThrow(/the signature is not the sender's/);
      // A signature over another text of the same key.
      const replayed = new WalletPerson(node.localUrl, { ...person.wallet, sign: () => person.wallet.sign("hello") });
      await expect(replayed.call(idos.getUser, {})).rejects.toThrow(/-903|signature/);
      await expect(send(replayed, 1, "replayed")).rejects.toThrow(/the signature is not the sender's/);
      expect(await person.call(idos.getAttributes, {})).toEqual([]);
    });

    test("signs delegated write and access grants", async () => {
      const { person, userId } = await joined(make());
      const { wallet } = person;
      const grant = dwg(wallet.identifier, inserter.identifier, issuer.identifier, NOW);
      const signature = toHex(await wallet.sign(dwgText(grant)));
      await expect(
        inserter.execute(idos.createCredentialsByDwg, dwgWriteArguments(grant, altered(signature, 9), issuer.seed)),
      ).rejects.toThrow(/^DENIED: the grant's signature/);
      const args = dwgWriteArguments(grant, signature, issuer.seed);
      await inserter.execute(idos.createCredentialsByDwg, args);
      expect(await inserter.call(idos.getCredentialShared, { id: args.copy_credential_id })).toMatchObject([
        { user_id: userId },
      ]);

      // Owners compare exactly, unlike grantees.
      const upper = wallet.identifier.toUpperCase();
      const other = upper === wallet.identifier ? wallet.identifier.toLowerCase() : upper;
      const recased = dwg(other, inserter.identifier, issuer.identifier, NOW);
      await expect(
        inserter.execute(
          idos.createCredentialsByDwg,
          dwgWriteArguments(recased, toHex(await wallet.sign(dwgText(recased))), issuer.seed),
        ),
      ).rejects.toThrow(/^NOT_FOUND: the grant's owner/);

      const dag = {
        dag_owner_wallet_identifier: wallet.identifier,
        dag_grantee_wallet_identifier: alice.identifier,
        dag_data_id: args.copy_credential_id,
        dag_locked_until: 0,
        dag_content_hash: args.content_hash,
      };
      const [text] = await inserter.call(idos.dagMessage, dag);
      const dagSignature = toHex(await wallet.sign(String(text?.["message"])));
      await expect(
        inserter.execute(idos.createAgByDagForCopy, { ...dag, dag_signature: altered(dagSignature, 9) }),
      ).rejects.toThrow(/^DENIED: the grant's signature/);
      await inserter.execute(idos.createAgByDagForCopy, { ...dag, dag_signature: dagSignature });
      expect(await alice.call(idos.getCredentialShared, { id: args.copy_credential_id })).toHaveLength(1);
      expect((await person.call(idos.getAccessGrantsOwned, {})).map((g) => g["id"])).toContain(
        accessGrantId(alice.identifier, args.copy_credential_id, 0),
      );
    });

    test("is a grantee by the name that its calls have", async () => {
      const wallet = make();
      const person = new WalletPerson(node.localUrl, wallet);
      const id = crypto.randomUUID();
      const { content_hash: _, ...own } = credentialRow("mine", notes(), issuer.seed);
      await alice.execute(idos.addCredential, { ...own, id });
      // Kwil knows a Stellar wallet by its key.
      const name = wallet.type === "Stellar" ? wallet.publicKey : wallet.identifier;
      const copy = crypto.randomUUID();
      await alice.execute(idos.shareCredential, {
        ...credentialRow("copy", "", issuer.seed),
        id: copy,
        original_credential_id: id,
        grantee_wallet_identifier: name,
        locked_until: 0,
      });
      expect(await person.call(idos.getCredentialShared, { id: copy })).toHaveLength(1);
    });
  });

test.describe("NEP-413 @network", () => {
  test("a signature for another recipient is not taken", async () => {
    const args = await proof(nearWallet("evil.example"));
    await expect(alice.execute(idos.addWallet, args)).rejects.toThrow(/^DENIED: the signature/);
  });

  test("every cut of a signature is refused", async () => {
    const wallet = nearWallet();
    const args = await proof(wallet);
    const verify = (signature: string) => signedByWallet("NEAR", wallet, String(args.message), signature);
    const signature = String(args.signature);
    expect(verify(signature)).toBe(true);
    for (let length = 0; length < signature.length; length += 2) expect(verify(signature.slice(0, length))).toBe(false);
  });
});
