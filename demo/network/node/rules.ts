/** Who may call an action. */
import { sameEvmAddress } from "../../../enclave/crypto/evm.ts";
import type { Extension } from "./extensions.ts";
import { ActionFailure } from "./failures.ts";
import { type Queries, sql } from "./sql.ts";

/** What an action knows when it runs. */
export interface Context {
  readonly db: Queries;
  /**
   * Who calls, as a wallet identifier: a checksummed EVM address, or an Ed25519 public key in lower-case hex.
   * Empty in a view that nobody signed in for.
   */
  readonly caller: string;
  /** The network owner's EVM address. */
  readonly networkOwner: string;
  /** Time of the block, unix seconds. */
  readonly now: number;
  /** Height of the block. */
  readonly height: number;
  /** What the network has beyond idOS's schema. */
  readonly extensions: ReadonlySet<Extension>;
}

/** A rule for callers. */
export interface Rule {
  readonly name: string;
  /** True: a view needs a gateway session (error −901 without). */
  readonly signedIn: boolean;
  /** Throws unless the caller may. Views of owner and grantee need no check: they find only what is the caller's. */
  check(context: Context, kind: "view" | "write"): Promise<void>;
}

/** Everybody, signed in or not. */
export const anyone: Rule = { name: "anyone", signedIn: false, check: async () => {} };

/** The owner of the network. */
export const networkOwner: Rule = {
  name: "network owner",
  signedIn: true,
  async check({ caller, networkOwner: owner }) {
    if (!sameEvmAddress(caller, owner)) throw new ActionFailure("DENIED", "only the network's owner may do this");
  },
};

/**
 * The name of the inserter that the caller is a delegate of. Delegates are kept in lower case and compared exactly, as on
 * idOS: an EVM caller is a checksummed address, which is hardly ever one. An inserter acts by its Ed25519 key.
 */
export async function inserterName({ db, caller }: Context): Promise<string> {
  const [row] = await db.rows(sql`
    SELECT name FROM inserters JOIN delegates ON inserter_id = inserters.id WHERE address = ${caller}`);
  if (!row) throw new ActionFailure("DENIED", "the caller is not a delegate of an inserter");
  return String(row["name"]);
}

/** A delegate of an inserter. */
export const inserter: Rule = {
  name: "inserter",
  signedIn: true,
  check: async (context) => void (await inserterName(context)),
};

/** The profile that one of the caller's wallets belongs to. */
export async function ownUserId({ db, caller }: Context): Promise<string> {
  const [row] = await db.rows(sql`SELECT owner_of(${caller}) AS id`);
  if (!row?.["id"]) throw new ActionFailure("DENIED", "the caller's wallet has no idOS profile");
  return String(row["id"]);
}

/** Somebody with a profile, on their own data. */
export const owner: Rule = {
  name: "owner",
  signedIn: true,
  async check(context, kind) {
    if (kind === "write") await ownUserId(context);
  },
};

/** The wallet that an access grant names: without regard to case, whatever its kind, unlike owners. */
export const grantee: Rule = { name: "grantee", signedIn: true, check: async () => {} };

/** Both sides of an access grant. */
export const ownerOrGrantee: Rule = { name: "owner or grantee", signedIn: true, check: async () => {} };

/** The Ed25519 key that signed a credential. */
export const issuer: Rule = { name: "issuer", signedIn: true, check: async () => {} };
