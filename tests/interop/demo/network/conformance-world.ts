/** A network with one caller of every kind, and things of the owner's that the conformance cases act on. */
import { KwilSigner } from "@idos-network/kwil-js";
import type { DatabaseOptions } from "../../../../demo/network/node/database.ts";
import { startNode, type RunningNode } from "../../../../demo/network/node/server.ts";
import { randomBytes } from "../../../../enclave/crypto/bytes.ts";
import { accessGrantId } from "../../../../enclave/crypto/uuid.ts";
import * as idos from "../../../../enclave/kwil/actions.ts";
import { Caller, credentialRow, EvmPerson, join, KeyPerson, notes, shareArguments } from "./people.ts";

/** The callers, in the order of the table's columns. */
export const CALLERS = [
  "network owner",
  "inserter",
  "issuer",
  "owner",
  "other owner",
  "grantee",
  "stranger",
  "signed out",
] as const;
export type CallerName = (typeof CALLERS)[number];

/** The node's clock, unix seconds. */
export const NOW = 1_800_000_000;
/** Until when locked things are locked. */
export const LOCKED_UNTIL = NOW + 1000;

/** Makes each thing when a case first asks for it, and anew once a transaction may have changed it. */
function makers(w: Pick<World, "networkOwner" | "inserter" | "issuer" | "owner" | "grantee" | "userId">) {
  const share = async (lockedUntil: number, original: { id: string }) => {
    const args = shareArguments(original.id, w.grantee.identifier, lockedUntil);
    await w.owner.execute(idos.shareCredential, args);
    return { args, id: args.id, grantId: accessGrantId(w.grantee.identifier, args.id, lockedUntil) };
  };
  const attribute = async () => {
    const id = crypto.randomUUID() as string;
    await w.owner.execute(idos.addAttribute, { id, attribute_key: "language", value: "pl" });
    return { id };
  };
  const original = async () => {
    const [id, notesId] = [crypto.randomUUID() as string, crypto.randomUUID() as string];
    const { content_hash: _, ...row } = credentialRow("credential", notes(notesId), w.issuer.seed);
    await w.owner.execute(idos.addCredential, { ...row, id });
    return { id, notesId };
  };
  return {
    original,
    copy: async () => share(0, await original()),
    lockedCopy: async () => share(LOCKED_UNTIL, await original()),
    attribute,
    attributeCopy: async () => {
      const id = crypto.randomUUID() as string;
      const original_attribute_id = (await attribute()).id;
      await w.owner.execute(idos.shareAttribute, { id, original_attribute_id, attribute_key: "language", value: "pl" });
      return { id };
    },
    wallet: async () => {
      const [wallet, id] = [new EvmPerson("http://127.0.0.1"), crypto.randomUUID() as string];
      await w.owner.execute(idos.addWallet, await walletArguments(id, wallet));
      return { id };
    },
    emptyInserter: async () => {
      const [id, address] = [crypto.randomUUID() as string, new EvmPerson("http://127.0.0.1").identifier.toLowerCase()];
      await w.networkOwner.execute(idos.addInserterAsOwner, { id, name: id });
      await w.networkOwner.execute(idos.addDelegateAsOwner, { address, inserter_id: id });
      return { id, address };
    },
  };
}

type Makers = ReturnType<typeof makers>;

export interface World {
  node: RunningNode;
  networkOwner: EvmPerson;
  inserter: KeyPerson;
  issuer: KeyPerson;
  owner: EvmPerson;
  grantee: EvmPerson;
  /** Of the owner. */
  userId: string;
  /** Row of the owner's connected wallet. */
  walletId: string;
  callers: Readonly<Record<CallerName, Caller>>;
  /** Something of the owner's. */
  get<K extends keyof Makers>(what: K): ReturnType<Makers[K]>;
  /** Forgets what `get` gave: the next is a new one. */
  renew(): void;
}

/** Arguments of `add_wallet` for a wallet that proves itself. */
export async function walletArguments(id: string, person: EvmPerson) {
  const message = `This wallet is mine: ${id}`;
  return {
    id,
    address: person.identifier,
    public_key: null,
    wallet_type: "EVM",
    message,
    signature: await person.wallet.signMessage(message),
  };
}

/** Starts it, in memory or on a PostgreSQL server. */
export async function startWorld(database: DatabaseOptions = {}): Promise<World> {
  const ownerKey = new EvmPerson("http://127.0.0.1").wallet;
  const node = await startNode({
    port: 0,
    hostname: "node.localhost",
    ownerAddress: ownerKey.address,
    now: () => NOW * 1000,
    // In pages, the published kwil-js knows no line for the origin.
    originInSignIn: false,
    ...database,
  });
  const url = node.localUrl;
  const evm = () => new EvmPerson(url);
  const networkOwner = new EvmPerson(url, ownerKey.privateKey);
  const [inserter, issuer, owner, other, grantee] = [new KeyPerson(url), new KeyPerson(url), evm(), evm(), evm()];
  const id = crypto.randomUUID();
  await networkOwner.execute(idos.addInserterAsOwner, { id, name: "Neobank" });
  for (const { identifier: address } of [inserter, issuer])
    await networkOwner.execute(idos.addDelegateAsOwner, { address, inserter_id: id });
  const { userId, walletId } = await join(inserter, owner);
  await join(inserter, other);
  // Who is signed out has the owner's name and no key: nothing is signed for a view, rubbish for a transaction.
  const forged = new KwilSigner(async () => randomBytes(65), owner.identifier, "secp256k1_ep");
  const people = { networkOwner, inserter, issuer, owner, grantee, userId };
  const make = makers(people);
  const made = new Map<keyof Makers, unknown>();
  return {
    ...people,
    node,
    walletId,
    callers: {
      "network owner": networkOwner,
      inserter,
      issuer,
      owner,
      "other owner": other,
      grantee,
      stranger: evm(),
      "signed out": new Caller(url, forged, owner.identifier),
    },
    get<K extends keyof Makers>(what: K) {
      if (!made.has(what)) made.set(what, make[what]());
      return made.get(what) as ReturnType<Makers[K]>;
    },
    renew: () => made.clear(),
  };
}
