/** idOS's access rules on the local node, through the unmodified kwil-js: what is allowed, what is refused. */
import { expect, test } from "playwright/test";
import { startNode, type RunningNode } from "../../../../demo/network/node/server.ts";
import { accessGrantId } from "../../../../enclave/crypto/uuid.ts";
import * as idos from "../../../../enclave/kwil/actions.ts";
import { dwgText } from "../../../../enclave/kwil/grants-messages.ts";
import {
  type Caller,
  credentialRow,
  dwg,
  dwgMessageArguments,
  dwgWriteArguments,
  encryptionKey,
  EvmPerson,
  join,
  KeyPerson,
  notes,
  shareArguments,
} from "./people.ts";

let node: RunningNode;
/** The node's clock, unix seconds. */
let now = 1_800_000_000;
let networkOwner: EvmPerson, inserter: KeyPerson, issuer: KeyPerson;
let alice: EvmPerson, bob: EvmPerson, consumer: EvmPerson, stranger: EvmPerson;
let aliceIds: { userId: string; walletId: string };

test.beforeAll(async () => {
  const ownerKey = `0x${"11".repeat(32)}`;
  const { address } = new EvmPerson("http://127.0.0.1", ownerKey).wallet;
  node = await startNode({ port: 0, hostname: "node.localhost", ownerAddress: address, now: () => now * 1000 });
  const url = node.localUrl;
  networkOwner = new EvmPerson(url, ownerKey);
  [inserter, issuer] = [new KeyPerson(url), new KeyPerson(url)];
  [alice, bob, consumer, stranger] = Array.from({ length: 4 }, () => new EvmPerson(url)) as [
    EvmPerson,
    EvmPerson,
    EvmPerson,
    EvmPerson,
  ];
  const id = crypto.randomUUID();
  await networkOwner.execute(idos.addInserterAsOwner, { id, name: "Neobank" });
  await networkOwner.execute(idos.addDelegateAsOwner, { address: inserter.identifier, inserter_id: id });
  await networkOwner.execute(idos.addDelegateAsOwner, { address: issuer.identifier, inserter_id: id });
  aliceIds = await join(inserter, alice);
  await join(inserter, bob);
});

test.afterAll(() => node.stop());

/** Issues a credential to Alice by DWG; the copy goes to the inserter. */
async function issue(timelock?: number, publicNotes?: string) {
  const grant = dwg(alice.identifier, inserter.identifier, issuer.identifier, now, timelock);
  const signature = await alice.wallet.signMessage(dwgText(grant));
  const args = dwgWriteArguments(grant, signature, issuer.seed, publicNotes);
  await inserter.execute(idos.createCredentialsByDwg, args);
  return args;
}

async function share(originalId: string, lockedUntil = 0, to: Caller = consumer) {
  const args = shareArguments(originalId, to.identifier, lockedUntil);
  await alice.execute(idos.shareCredential, args);
  return args;
}

const grantsOf = (caller: Caller) => caller.call(idos.getAccessGrantsOwned, {});

test.describe("inserters and delegates @network", () => {
  test("only the network's owner appoints them", async () => {
    const args = { id: crypto.randomUUID(), name: "Mallory" };
    await expect(stranger.execute(idos.addInserterAsOwner, args)).rejects.toThrow(/^DENIED: /);
    await expect(inserter.execute(idos.addInserterAsOwner, args)).rejects.toThrow(/^DENIED: /);
    await expect(
      stranger.execute(idos.addDelegateAsOwner, { address: stranger.identifier, inserter_id: args.id }),
    ).rejects.toThrow(/^DENIED: /);
  });

  test("an unknown inserter and a second delegate with the same address are refused", async () => {
    const inserter_id = crypto.randomUUID();
    await expect(
      networkOwner.execute(idos.addDelegateAsOwner, { address: stranger.identifier, inserter_id }),
    ).rejects.toThrow(/^NOT_FOUND: /);
    await networkOwner.execute(idos.addInserterAsOwner, { id: inserter_id, name: "Other" });
    await expect(
      networkOwner.execute(idos.addDelegateAsOwner, { address: inserter.identifier.toUpperCase(), inserter_id }),
    ).rejects.toThrow(/^DUPLICATE: /);
  });

  test("a removed delegate may no longer insert", async () => {
    const [inserter_id, helper] = [crypto.randomUUID(), new KeyPerson(node.localUrl)];
    const user = () => ({
      id: crypto.randomUUID(),
      recipient_encryption_public_key: encryptionKey(),
      encryption_password_store: "user",
    });
    await networkOwner.execute(idos.addInserterAsOwner, { id: inserter_id, name: "Short-lived" });
    await networkOwner.execute(idos.addDelegateAsOwner, { address: helper.identifier, inserter_id });
    await helper.execute(idos.addUserAsInserter, user());
    await networkOwner.execute(idos.deleteDelegateAsOwner, { address: helper.identifier });
    await expect(helper.execute(idos.addUserAsInserter, user())).rejects.toThrow(/^DENIED: /);
  });

  test("delegates are kept in lower case and compared exactly, so that an EVM wallet is none, as on idOS", async () => {
    const [inserter_id, key, id] = [crypto.randomUUID(), new KeyPerson(node.localUrl), crypto.randomUUID()];
    // Of a fixed key, whose address has upper-case letters in its checksum form.
    const wallet = new EvmPerson(node.localUrl, `0x${"12".repeat(32)}`);
    expect(wallet.identifier).not.toBe(wallet.identifier.toLowerCase());
    const user = { id, recipient_encryption_public_key: encryptionKey(), encryption_password_store: "user" };
    await networkOwner.execute(idos.addInserterAsOwner, { id: inserter_id, name: "Of two keys" });
    for (const address of [wallet.identifier, key.identifier.toUpperCase()])
      await networkOwner.execute(idos.addDelegateAsOwner, { address, inserter_id });
    await expect(wallet.execute(idos.addUserAsInserter, user)).rejects.toThrow(/^DENIED: /);
    await expect(wallet.call(idos.getUserAsInserter, { id })).rejects.toThrow(/^DENIED: /);
    await key.execute(idos.addUserAsInserter, user);
    expect(await key.call(idos.getUserAsInserter, { id })).toEqual([{ ...user, inserter: "Of two keys" }]);
  });
});

test.describe("profiles and wallets @network", () => {
  test("has_profile answers anyone, whatever the case of the address", async () => {
    for (const [address, has] of [
      [alice.identifier, true],
      [alice.identifier.toLowerCase(), true],
      [stranger.identifier, false],
    ] as const)
      expect(await stranger.call(idos.hasProfile, { address })).toEqual([{ has_profile: has }]);
  });

  test("get_user and get_wallets give the caller's own, and a stranger nothing", async () => {
    const [user] = await alice.call(idos.getUser, {});
    expect(user).toMatchObject({ id: aliceIds.userId, encryption_password_store: "mpc" });
    expect(await alice.call(idos.getWallets, {})).toMatchObject([
      { id: aliceIds.walletId, address: alice.identifier, wallet_type: "EVM", inserter: "Neobank" },
    ]);
    expect(await stranger.call(idos.getUser, {})).toEqual([]);
    expect(await stranger.call(idos.getWallets, {})).toEqual([]);
  });

  test("only inserters create users, read them by id and change their key", async () => {
    const user = {
      id: crypto.randomUUID(),
      recipient_encryption_public_key: encryptionKey(),
      encryption_password_store: "user",
    };
    await expect(alice.execute(idos.addUserAsInserter, user)).rejects.toThrow(/^DENIED: /);
    await expect(alice.call(idos.getUserAsInserter, { id: aliceIds.userId })).rejects.toThrow(/^DENIED: /);
    await expect(alice.execute(idos.updateUserPubKeyAsInserter, { ...user, id: aliceIds.userId })).rejects.toThrow(
      /^DENIED: /,
    );
    await inserter.execute(idos.addUserAsInserter, user);
    expect(await inserter.call(idos.getUserAsInserter, { id: user.id })).toEqual([{ ...user, inserter: "Neobank" }]);
    await expect(inserter.execute(idos.addUserAsInserter, user)).rejects.toThrow(/^DUPLICATE: /);
    const other = encryptionKey();
    await inserter.execute(idos.updateUserPubKeyAsInserter, { ...user, recipient_encryption_public_key: other });
    expect(await inserter.call(idos.getUserAsInserter, { id: user.id })).toMatchObject([
      { recipient_encryption_public_key: other },
    ]);
  });

  test("a key of another length and an unknown store are refused", async () => {
    const user = {
      id: crypto.randomUUID(),
      recipient_encryption_public_key: "c2hvcnQ=",
      encryption_password_store: "user",
    };
    await expect(inserter.execute(idos.addUserAsInserter, user)).rejects.toThrow(
      /^INVALID: recipient_encryption_public_key/,
    );
    await expect(
      inserter.execute(idos.addUserAsInserter, {
        ...user,
        recipient_encryption_public_key: encryptionKey(),
        encryption_password_store: "none",
      }),
    ).rejects.toThrow(/^INVALID: encryption_password_store/);
  });

  test("a wallet needs its own signature over the message, and is in idOS once", async () => {
    const [wallet, message] = [new EvmPerson(node.localUrl), "mine"];
    const args = {
      id: crypto.randomUUID() as string,
      address: wallet.identifier,
      public_key: null,
      wallet_type: "EVM",
      message,
      signature: await wallet.wallet.signMessage(message),
    };
    const forged = { ...args, signature: await stranger.wallet.signMessage(message) };
    await expect(alice.execute(idos.addWallet, forged)).rejects.toThrow(/^DENIED: the signature/);
    await expect(alice.execute(idos.addWallet, { ...args, message: "other" })).rejects.toThrow(
      /^DENIED: the signature/,
    );
    await expect(stranger.execute(idos.addWallet, args)).rejects.toThrow(
      /^DENIED: the caller's wallet has no idOS profile/,
    );
    await expect(alice.execute(idos.addWallet, { ...args, wallet_type: "DOGE" })).rejects.toThrow(
      /^INVALID: wallet_type/,
    );
    await alice.execute(idos.addWallet, args);
    const again = { ...args, id: crypto.randomUUID(), address: args.address.toLowerCase() };
    await expect(bob.execute(idos.addWallet, again)).rejects.toThrow(/^DUPLICATE: this wallet is in idOS already/);
    // The new wallet speaks for the profile at once, and both can be told apart.
    expect(await wallet.call(idos.getUser, {})).toMatchObject([{ id: aliceIds.userId }]);
    await expect(bob.execute(idos.removeWallet, { id: args.id })).rejects.toThrow(/^NOT_FOUND: /);
    await expect(wallet.execute(idos.removeWallet, { id: args.id })).rejects.toThrow(/^DENIED: the connected wallet/);
    await alice.execute(idos.removeWallet, { id: args.id });
    expect(await wallet.call(idos.getUser, {})).toEqual([]);
  });

  test("a FaceSign key signs in and owns its profile", async () => {
    const [key, userId, message] = [new KeyPerson(node.localUrl), crypto.randomUUID(), "mine"];
    await inserter.execute(idos.addUserAsInserter, {
      id: userId,
      recipient_encryption_public_key: encryptionKey(),
      encryption_password_store: "user",
    });
    const sign = key.signer.signer as (m: Uint8Array) => Promise<Uint8Array>;
    await inserter.execute(idos.upsertWalletAsInserter, {
      id: crypto.randomUUID(),
      user_id: userId,
      address: key.identifier,
      public_key: key.identifier,
      wallet_type: "FaceSign",
      message,
      signature: Buffer.from(await sign(Buffer.from(message))).toString("hex"),
    });
    expect(await key.call(idos.getUser, {})).toMatchObject([{ id: userId }]);
  });

  test("upsert_wallet_as_inserter may be repeated, and needs an inserter and a user", async () => {
    const [wallet, id] = [new EvmPerson(node.localUrl), crypto.randomUUID()];
    const args = {
      id,
      user_id: aliceIds.userId,
      address: wallet.identifier,
      public_key: null,
      wallet_type: "EVM",
      message: "mine",
      signature: await wallet.wallet.signMessage("mine"),
    };
    await expect(alice.execute(idos.upsertWalletAsInserter, args)).rejects.toThrow(/^DENIED: /);
    await expect(
      inserter.execute(idos.upsertWalletAsInserter, { ...args, user_id: crypto.randomUUID() }),
    ).rejects.toThrow(/^NOT_FOUND: no user/);
    await inserter.execute(idos.upsertWalletAsInserter, args);
    await inserter.execute(idos.upsertWalletAsInserter, args);
    expect((await alice.call(idos.getWallets, {})).filter((row) => row["id"] === id)).toHaveLength(1);
    await alice.execute(idos.removeWallet, { id });
  });
});

test.describe("credentials by their owner @network", () => {
  const own = (publicNotes = notes(), signer: KeyPerson = issuer) => {
    const { content_hash: _, ...row } = credentialRow("text", publicNotes, signer.seed);
    return { ...row, id: crypto.randomUUID() as string };
  };

  test("are added, listed without content, read with content, and removed", async () => {
    const row = own();
    await alice.execute(idos.addCredential, row);
    const listed = (await alice.call(idos.getCredentials, {})).find((c) => c["id"] === row.id);
    expect(listed).toEqual({
      id: row.id,
      user_id: aliceIds.userId,
      public_notes: row.public_notes,
      issuer_auth_public_key: issuer.identifier,
      inserter: null,
      original_id: null,
    });
    expect(await alice.call(idos.getCredentialOwned, { id: row.id })).toEqual([
      {
        id: row.id,
        user_id: aliceIds.userId,
        public_notes: row.public_notes,
        content: row.content,
        encryptor_public_key: row.encryptor_public_key,
        issuer_auth_public_key: issuer.identifier,
        inserter: null,
      },
    ]);
    expect(await bob.call(idos.getCredentialOwned, { id: row.id })).toEqual([]);
    await expect(bob.execute(idos.removeCredential, { id: row.id })).rejects.toThrow(/^NOT_FOUND: /);
    await alice.execute(idos.removeCredential, { id: row.id });
    expect(await alice.call(idos.getCredentialOwned, { id: row.id })).toEqual([]);
    await expect(alice.execute(idos.removeCredential, { id: row.id })).rejects.toThrow(/^NOT_FOUND: /);
  });

  test("need signatures that hold over notes and content", async () => {
    const row = own();
    const other = own();
    await expect(alice.execute(idos.addCredential, { ...row, public_notes: notes() })).rejects.toThrow(
      /^DENIED: the issuer's signatures/,
    );
    await expect(alice.execute(idos.addCredential, { ...row, content: other.content })).rejects.toThrow(/^DENIED: /);
    await expect(
      alice.execute(idos.addCredential, { ...row, issuer_auth_public_key: new KeyPerson(node.localUrl).identifier }),
    ).rejects.toThrow(/^DENIED: /);
    await expect(
      alice.execute(idos.addCredential, { ...row, issuer_auth_public_key: issuer.identifier.toUpperCase() }),
    ).rejects.toThrow(/^INVALID: issuer_auth_public_key/);
    await expect(alice.execute(idos.addCredential, { ...row, content: "not base64!" })).rejects.toThrow(/^INVALID: /);
    await expect(stranger.execute(idos.addCredential, row)).rejects.toThrow(/^DENIED: /);
    await alice.execute(idos.addCredential, row);
    await expect(bob.execute(idos.addCredential, row)).rejects.toThrow(/^DUPLICATE: a credential with this id exists/);
  });

  test("can be edited with new signatures, copies cannot", async () => {
    const row = own();
    await alice.execute(idos.addCredential, row);
    const edited = { ...own(notes()), id: row.id };
    await expect(bob.execute(idos.editCredential, edited)).rejects.toThrow(/^NOT_FOUND: /);
    await expect(alice.execute(idos.editCredential, { ...edited, public_notes: "{}" })).rejects.toThrow(/^DENIED: /);
    await alice.execute(idos.editCredential, edited);
    expect(await alice.call(idos.getCredentialOwned, { id: row.id })).toMatchObject([{ content: edited.content }]);
    const copy = await share(row.id);
    await expect(alice.execute(idos.editCredential, { ...edited, id: copy.id })).rejects.toThrow(
      /^DENIED: a shared copy/,
    );
  });

  test("an inserter writes one for a user, and may repeat it", async () => {
    const row = { ...own(), user_id: aliceIds.userId };
    await expect(bob.execute(idos.upsertCredentialAsInserter, row)).rejects.toThrow(/^DENIED: /);
    await inserter.execute(idos.upsertCredentialAsInserter, row);
    await inserter.execute(idos.upsertCredentialAsInserter, row);
    expect(await alice.call(idos.getCredentialOwned, { id: row.id })).toMatchObject([{ inserter: "Neobank" }]);
    expect(await inserter.call(idos.credentialExistAsInserter, { id: row.id })).toEqual([{ credential_exist: true }]);
    await expect(stranger.call(idos.credentialExistAsInserter, { id: row.id })).rejects.toThrow(/^DENIED: /);
  });
});

test.describe("delegated write grants @network", () => {
  test("dwg_message is open to anyone and gives the documented lines", async () => {
    const grant = dwg(alice.identifier, inserter.identifier, issuer.identifier, now);
    expect(await stranger.call(idos.dwgMessage, dwgMessageArguments(grant))).toEqual([
      {
        message:
          `operation: delegatedWriteGrant\nowner: ${grant.owner}\nconsumer: ${grant.grantee}\n` +
          `issuer public key: ${grant.issuerPublicKey}\nid: ${grant.id}\naccess grant timelock: ${grant.accessGrantTimelock}\n` +
          `not usable before: ${grant.notUsableBefore}\nnot usable after: ${grant.notUsableAfter}`,
      },
    ]);
  });

  test("dwg_message refuses other times, an inverted window, and text of more than one line", async () => {
    const grant = dwg(alice.identifier, inserter.identifier, issuer.identifier, now);
    const ask = (change: Partial<typeof grant>) =>
      stranger.call(idos.dwgMessage, dwgMessageArguments({ ...grant, ...change }));
    for (const time of [
      "2027-01-15T08:00:00.000Z",
      "2027-02-30T08:00:00Z",
      "2027-01-15 08:00:00Z",
      "2027-01-15T08:00:00+01:00",
    ])
      await expect(ask({ accessGrantTimelock: time })).rejects.toThrow(/^INVALID: access_grant_timelock/);
    await expect(ask({ notUsableAfter: grant.notUsableBefore })).rejects.toThrow(
      /^INVALID: not_usable_before must be before/,
    );
    await expect(ask({ grantee: `${grant.grantee}\nid: other` })).rejects.toThrow(/^INVALID: grantee/);
  });

  test("write original, copy, link and grant in one transaction", async () => {
    const args = await issue();
    const rows = await alice.call(idos.getCredentials, {});
    expect(rows.find((r) => r["id"] === args.original_credential_id)).toMatchObject({
      public_notes: args.original_public_notes,
      inserter: args.dwg_id,
      original_id: null,
    });
    expect(rows.find((r) => r["id"] === args.copy_credential_id)).toMatchObject({
      public_notes: "",
      original_id: args.original_credential_id,
    });
    expect((await grantsOf(alice)).find((g) => g["data_id"] === args.copy_credential_id)).toEqual({
      id: accessGrantId(inserter.identifier, args.copy_credential_id, now),
      ag_owner_user_id: aliceIds.userId,
      ag_grantee_wallet_identifier: inserter.identifier,
      data_id: args.copy_credential_id,
      locked_until: now,
      content_hash: args.content_hash,
      inserter_type: "delegated_write_grant",
      inserter_id: args.dwg_id,
    });
    expect(await inserter.call(idos.getSiblingCredentialId, { content_hash: args.content_hash })).toEqual([
      { id: expect.any(String) },
    ]);
  });

  test("are used once, also after what they wrote is gone", async () => {
    const args = await issue(now - 1);
    await expect(inserter.execute(idos.createCredentialsByDwg, args)).rejects.toThrow(
      /^DUPLICATE: this delegated write grant/,
    );
    const fresh = { ...args, original_credential_id: crypto.randomUUID(), copy_credential_id: crypto.randomUUID() };
    await expect(inserter.execute(idos.createCredentialsByDwg, fresh)).rejects.toThrow(
      /^DUPLICATE: this delegated write grant/,
    );
    await alice.execute(idos.removeCredential, { id: args.copy_credential_id });
    await alice.execute(idos.removeCredential, { id: args.original_credential_id });
    await expect(inserter.execute(idos.createCredentialsByDwg, args)).rejects.toThrow(
      /^DUPLICATE: this delegated write grant/,
    );
  });

  test("hold only as signed: every changed field is refused", async () => {
    const grant = dwg(alice.identifier, inserter.identifier, issuer.identifier, now, now + 100);
    const signature = await alice.wallet.signMessage(dwgText(grant));
    const changes: Partial<typeof grant>[] = [
      { grantee: stranger.identifier },
      { id: crypto.randomUUID() },
      { accessGrantTimelock: grant.notUsableAfter },
      { notUsableBefore: grant.notUsableBefore.replace(/\d\dZ$/, "59Z") },
      { notUsableAfter: "2099-01-01T00:00:00Z" },
      { owner: bob.identifier },
    ];
    for (const change of changes)
      await expect(
        inserter.execute(
          idos.createCredentialsByDwg,
          dwgWriteArguments({ ...grant, ...change }, signature, issuer.seed),
        ),
        Object.keys(change)[0],
      ).rejects.toThrow(/^DENIED: the grant's signature/);
    await expect(
      inserter.execute(
        idos.createCredentialsByDwg,
        dwgWriteArguments({ ...grant, owner: stranger.identifier }, signature, issuer.seed),
      ),
    ).rejects.toThrow(/^NOT_FOUND: the grant's owner/);
  });

  test("are refused outside of their time: 65 s early is fine, 66 s is not; the last second is, the next is not", async () => {
    const start = now;
    const send = async () => {
      const grant = dwg(alice.identifier, inserter.identifier, issuer.identifier, start + 1000);
      const args = dwgWriteArguments(grant, await alice.wallet.signMessage(dwgText(grant)), issuer.seed);
      return inserter.execute(idos.createCredentialsByDwg, args);
    };
    now = start + 1000 - 66;
    await expect(send()).rejects.toThrow(/^DENIED: the grant is not usable before/);
    now = start + 1000 - 65;
    await send();
    now = start + 1600;
    await send();
    now = start + 1601;
    await expect(send()).rejects.toThrow(/^DENIED: the grant was usable until/);
  });

  test("need issuer keys that are delegates of one inserter", async () => {
    const [rogue, other] = [new KeyPerson(node.localUrl), new KeyPerson(node.localUrl)];
    const send = async (named: KeyPerson, signing: KeyPerson) => {
      const grant = dwg(alice.identifier, inserter.identifier, named.identifier, now);
      const args = dwgWriteArguments(grant, await alice.wallet.signMessage(dwgText(grant)), signing.seed);
      return inserter.execute(idos.createCredentialsByDwg, args);
    };
    await expect(send(rogue, rogue)).rejects.toThrow(/^DENIED: the credential's issuer/);
    await expect(send(issuer, rogue)).rejects.toThrow(/^DENIED: the credential's issuer/);
    const inserter_id = crypto.randomUUID();
    await networkOwner.execute(idos.addInserterAsOwner, { id: inserter_id, name: `Bank ${inserter_id}` });
    await networkOwner.execute(idos.addDelegateAsOwner, { address: other.identifier, inserter_id });
    await expect(send(issuer, other)).rejects.toThrow(/^DENIED: the credential's issuer/);
    await send(other, other);
  });

  test("leave nothing behind when a later statement fails", async () => {
    const args = await issue();
    const grant = dwg(alice.identifier, inserter.identifier, issuer.identifier, now);
    const half = {
      ...dwgWriteArguments(grant, await alice.wallet.signMessage(dwgText(grant)), issuer.seed),
      copy_credential_id: args.copy_credential_id,
    };
    await expect(inserter.execute(idos.createCredentialsByDwg, half)).rejects.toThrow(
      /^DUPLICATE: a credential with this id/,
    );
    expect(await alice.call(idos.getCredentialOwned, { id: half.original_credential_id })).toEqual([]);
  });
});

test.describe("sharing @network", () => {
  test("the grantee reads the copy with the original's notes; nobody else does", async () => {
    const { original_credential_id: id, original_public_notes } = await issue();
    const copy = await share(id);
    const expected = {
      id: copy.id,
      user_id: aliceIds.userId,
      public_notes: original_public_notes,
      content: copy.content,
    };
    expect(await consumer.call(idos.getCredentialShared, { id: copy.id })).toMatchObject([expected]);
    await expect(stranger.call(idos.getCredentialShared, { id: copy.id })).rejects.toThrow(/^NOT_FOUND: /);
    await expect(alice.call(idos.getCredentialShared, { id: copy.id })).rejects.toThrow(/^NOT_FOUND: /);
    await expect(consumer.call(idos.getCredentialShared, { id })).rejects.toThrow(/^NOT_FOUND: /);
  });

  test("rows that a user shares can be narrowed to a trusted issuer of the original", async () => {
    const { original_credential_id: id, original_public_notes } = await issue();
    const copy = await share(id);
    const own = await (async () => {
      const { content_hash: _, ...row } = credentialRow(
        "mine",
        original_public_notes,
        crypto.getRandomValues(new Uint8Array(32)),
      );
      const added = { ...row, id: crypto.randomUUID() as string };
      await alice.execute(idos.addCredential, added);
      return share(added.id);
    })();
    const list = (key: string | null, user = aliceIds.userId) =>
      consumer.call(idos.getCredentialsSharedByUser, { user_id: user, original_issuer_auth_public_key: key });
    const ids = async (key: string | null) => (await list(key)).map((row) => row["id"]);
    expect(await ids(null)).toEqual(expect.arrayContaining([copy.id, own.id]));
    expect(await ids(issuer.identifier)).toContain(copy.id);
    expect(await ids(issuer.identifier)).not.toContain(own.id);
    expect((await list(issuer.identifier)).find((row) => row["id"] === copy.id)).toEqual({
      id: copy.id,
      user_id: aliceIds.userId,
      public_notes: original_public_notes,
      encryptor_public_key: copy.encryptor_public_key,
      issuer_auth_public_key: copy.issuer_auth_public_key,
      inserter: null,
      original_id: id,
    });
    expect(await list(null, crypto.randomUUID())).toEqual([]);
    expect(
      await stranger.call(idos.getCredentialsSharedByUser, {
        user_id: aliceIds.userId,
        original_issuer_auth_public_key: null,
      }),
    ).toEqual([]);
  });

  test("is refused for another's original, with notes, with a broken signature, without hash, twice", async () => {
    const { original_credential_id: id } = await issue();
    const args = shareArguments(id, consumer.identifier);
    await expect(bob.execute(idos.shareCredential, args)).rejects.toThrow(/^NOT_FOUND: /);
    await expect(alice.execute(idos.shareCredential, { ...args, public_notes: "{}" })).rejects.toThrow(
      /^INVALID: public_notes/,
    );
    await expect(
      alice.execute(idos.shareCredential, { ...args, content: shareArguments(id, "x").content }),
    ).rejects.toThrow(/^DENIED: /);
    await expect(alice.execute(idos.shareCredential, { ...args, content_hash: "00" })).rejects.toThrow(
      /^INVALID: content_hash/,
    );
    await expect(alice.execute(idos.shareCredential, { ...args, content_hash: null })).rejects.toThrow(
      /^INVALID: content_hash is missing/,
    );
    await expect(alice.execute(idos.shareCredential, { ...args, locked_until: null })).rejects.toThrow(
      /^INVALID: locked_until is missing/,
    );
    await alice.execute(idos.shareCredential, args);
    await expect(alice.execute(idos.shareCredential, args)).rejects.toThrow(/^DUPLICATE: /);
    expect(await alice.call(idos.getCredentialOwned, { id: args.id })).toHaveLength(1);
  });

  test("rescinding takes copy and grant, and is the grantee's alone", async () => {
    const { original_credential_id: id } = await issue();
    const copy = await share(id, now + 1000);
    await expect(stranger.execute(idos.rescindSharedCredential, { credential_id: copy.id })).rejects.toThrow(
      /^NOT_FOUND: /,
    );
    await expect(consumer.execute(idos.rescindSharedCredential, { credential_id: id })).rejects.toThrow(/^NOT_FOUND: /);
    await consumer.execute(idos.rescindSharedCredential, { credential_id: copy.id });
    await expect(consumer.call(idos.getCredentialShared, { id: copy.id })).rejects.toThrow(/^NOT_FOUND: /);
    expect((await grantsOf(alice)).filter((g) => g["data_id"] === copy.id)).toEqual([]);
    expect(await alice.call(idos.getCredentialOwned, { id })).toHaveLength(1);
  });
});

test.describe("access grants @network", () => {
  test("have idOS's uuid5 id, are listed to both sides and counted", async () => {
    const { original_credential_id: id } = await issue();
    const copy = await share(id, 0);
    const grant = {
      id: accessGrantId(consumer.identifier, copy.id, 0),
      ag_owner_user_id: aliceIds.userId,
      ag_grantee_wallet_identifier: consumer.identifier,
      data_id: copy.id,
      locked_until: 0,
      content_hash: copy.content_hash,
      inserter_type: "user",
      inserter_id: alice.identifier,
    };
    expect(await grantsOf(alice)).toContainEqual(grant);
    expect(await consumer.call(idos.getAccessGrantsForCredential, { credential_id: copy.id })).toEqual([grant]);
    expect(await stranger.call(idos.getAccessGrantsForCredential, { credential_id: copy.id })).toEqual([]);
    expect(await grantsOf(bob)).toEqual([]);
    const [counted] = await consumer.call(idos.getAccessGrantsGrantedCount, { user_id: null });
    const all = await consumer.call(idos.getAccessGrantsGranted, { user_id: null, page: 1, size: 1000 });
    expect(all).toContainEqual(grant);
    expect(counted).toEqual({ count: all.length });
    expect(await consumer.call(idos.getAccessGrantsGrantedCount, { user_id: crypto.randomUUID() })).toEqual([
      { count: 0 },
    ]);
  });

  test("come in pages, in the order of their blocks", async () => {
    const reader = new EvmPerson(node.localUrl);
    const { original_credential_id: id } = await issue();
    const shared: string[] = [];
    for (let i = 0; i < 5; i++) shared.push((await share(id, 0, reader)).id);
    const page = async (n: number | null, size: number | null) =>
      (await reader.call(idos.getAccessGrantsGranted, { user_id: aliceIds.userId, page: n, size })).map(
        (g) => g["data_id"],
      );
    expect(await page(1, 2)).toEqual(shared.slice(0, 2));
    expect(await page(3, 2)).toEqual(shared.slice(4));
    expect(await page(4, 2)).toEqual([]);
    expect(await page(null, null)).toEqual(shared);
    expect(await page(Number.MAX_SAFE_INTEGER, 1000)).toEqual([]);
    for (const [n, size] of [
      [0, 2],
      [1, 0],
      [1, 1001],
      [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ] as const)
      await expect(page(n, size)).rejects.toThrow(/^INVALID: (page|size): /);
  });

  test("find the grantee whatever the case: idOS's consumer of an Ed25519 key names itself in upper-case hex", async () => {
    const { original_credential_id: id } = await issue();
    const key = new KeyPerson(node.localUrl);
    for (const [reader, named] of [
      [consumer, consumer.identifier.toLowerCase()],
      [key, key.identifier.toUpperCase()],
    ] as const) {
      expect(named).not.toBe(reader.identifier);
      const args = shareArguments(id, named, 0, `for ${named}`);
      await alice.execute(idos.shareCredential, args);
      const grant = expect.objectContaining({ data_id: args.id, ag_grantee_wallet_identifier: named });
      const { userId } = aliceIds;
      expect(await reader.call(idos.getAccessGrantsGranted, { user_id: userId, page: 1, size: 1000 })).toContainEqual(
        grant,
      );
      const [counted] = await reader.call(idos.getAccessGrantsGrantedCount, { user_id: userId });
      expect(Number(counted?.["count"])).toBeGreaterThan(0);
      expect(await reader.call(idos.getAccessGrantsForCredential, { credential_id: args.id })).toEqual([grant]);
      expect(await reader.call(idos.getCredentialShared, { id: args.id })).toMatchObject([{ content: args.content }]);
      const issuerKey = { user_id: userId, original_issuer_auth_public_key: issuer.identifier };
      expect(await reader.call(idos.getCredentialsSharedByUser, issuerKey)).toContainEqual(
        expect.objectContaining({ id: args.id, original_id: id }),
      );
      const sibling = { content_hash: args.content_hash };
      expect(await reader.call(idos.getSiblingCredentialId, sibling)).toEqual([{ id: args.id }]);
      await reader.execute(idos.rescindSharedCredential, { credential_id: args.id });
      expect(await reader.call(idos.getAccessGrantsForCredential, { credential_id: args.id })).toEqual([]);
    }
  });

  test("locked ones cannot be revoked nor their copy removed until the second has passed; the date is named", async () => {
    const { original_credential_id: id } = await issue();
    const until = now + 3600;
    const copy = await share(id, until);
    const grantId = accessGrantId(consumer.identifier, copy.id, until);
    const date = new Date(until * 1000).toISOString().replace(".000Z", "Z");
    const words = new RegExp(`^TIMELOCKED until=${until}: .* locked until ${date}$`);
    for (const at of [now, until]) {
      now = at;
      expect(await alice.call(idos.hasLockedAccessGrants, { id: copy.id })).toEqual([{ has: true }]);
      await expect(alice.execute(idos.revokeAccessGrant, { id: grantId })).rejects.toThrow(words);
      await expect(alice.execute(idos.removeCredential, { id: copy.id })).rejects.toThrow(words);
      expect(await consumer.call(idos.getCredentialShared, { id: copy.id })).toHaveLength(1);
    }
    now = until + 1;
    expect(await alice.call(idos.hasLockedAccessGrants, { id: copy.id })).toEqual([{ has: false }]);
    await expect(bob.execute(idos.revokeAccessGrant, { id: grantId })).rejects.toThrow(/^NOT_FOUND: /);
    await alice.execute(idos.revokeAccessGrant, { id: grantId });
    await expect(consumer.call(idos.getCredentialShared, { id: copy.id })).rejects.toThrow(/^NOT_FOUND: /);
    // Revoking leaves the copy's row behind, as on idOS.
    expect(await alice.call(idos.getCredentialOwned, { id: copy.id })).toHaveLength(1);
  });

  test("removing the copy takes copy and grant in one transaction", async () => {
    const { original_credential_id: id } = await issue();
    const copy = await share(id);
    await alice.execute(idos.removeCredential, { id: copy.id });
    await expect(consumer.call(idos.getCredentialShared, { id: copy.id })).rejects.toThrow(/^NOT_FOUND: /);
    expect((await grantsOf(alice)).filter((g) => g["data_id"] === copy.id)).toEqual([]);
  });

  test("an original whose copies are locked can be deleted, and the copy survives it", async () => {
    const { original_credential_id: id } = await issue();
    const copy = await share(id, now + 1000);
    await alice.execute(idos.removeCredential, { id });
    expect(await consumer.call(idos.getCredentialShared, { id: copy.id })).toMatchObject([
      { content: copy.content, public_notes: null },
    ]);
    expect(
      await consumer.call(idos.getCredentialsSharedByUser, {
        user_id: aliceIds.userId,
        original_issuer_auth_public_key: issuer.identifier,
      }),
    ).not.toContainEqual(expect.objectContaining({ id: copy.id }));
  });
});

test.describe("an issuer's edit of public notes @network", () => {
  test("is the issuer's alone, and a grantee sees the new status through the copy", async () => {
    const notesId = crypto.randomUUID();
    const { original_credential_id: id } = await issue(undefined, notes(notesId));
    const copy = await share(id);
    const revoked = notes(notesId, "revoked");
    const args = { public_notes_id: notesId, public_notes: revoked };
    for (const caller of [alice, inserter, new KeyPerson(node.localUrl)])
      await expect(caller.execute(idos.editPublicNotesAsIssuer, args)).rejects.toThrow(/^NOT_FOUND: /);
    await expect(
      issuer.execute(idos.editPublicNotesAsIssuer, { ...args, public_notes_id: crypto.randomUUID() }),
    ).rejects.toThrow(/^NOT_FOUND: /);
    await issuer.execute(idos.editPublicNotesAsIssuer, args);
    expect(await consumer.call(idos.getCredentialShared, { id: copy.id })).toMatchObject([{ public_notes: revoked }]);
  });
});
