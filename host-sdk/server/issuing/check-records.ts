/** Checks as they are kept, and what the person and the back office see of them. */
import * as v from "valibot";
import { IdosError } from "../../../enclave/protocol/errors.ts";
import { parse, uuid } from "../../../enclave/protocol/schemas.ts";
import type { UnixSeconds, Uuid } from "../../../enclave/protocol/types.ts";
import type { Check } from "../../shared/backend-types.ts";
import { preparedCredential } from "./issuance.ts";
import { sharedBy } from "../shared/shared-state.ts";
import { records, type Store } from "../shared/store.ts";
import { comparableIdentifier, sameGrantee } from "../shared/wallet-proof.ts";
import { writeGrant } from "./write-grant.ts";

/** A check as the back office sees it. */
export interface CheckDetails extends Check {
  userId: Uuid;
  /** The wallet identifier that signed the write grant. */
  owner: string;
  createdAt: UnixSeconds;
  /** Kept until the check is decided. */
  form?: unknown;
  /** True while an approved credential is on its way to the network. */
  approved: boolean;
  /** When the write grant stops being usable. */
  usableUntil: UnixSeconds;
  /** The issued credential. */
  credentialId?: Uuid | undefined;
  publicNotesId?: string | undefined;
}

const record = v.object({
  id: v.string(),
  status: v.picklist(["open", "pending", "issued", "rejected", "failed"]),
  url: v.optional(v.string()),
  reason: v.optional(v.string()),
  createdAt: v.number(),
  updatedAt: v.number(),
  userId: v.string(),
  owner: v.string(),
  usableUntil: v.number(),
  /** Wallet identifier of the server that was asked; another one in the same store leaves it alone. */
  by: v.optional(v.string()),
  /** Until the check is decided. */
  grant: v.optional(v.object({ dwg: writeGrant, signature: v.string() })),
  form: v.optional(v.unknown()),
  approved: v.optional(preparedCredential),
  credentialId: v.optional(v.string()),
  publicNotesId: v.optional(v.string()),
});
/** A check as it is kept. */
export type CheckRecord = v.InferOutput<typeof record>;

/** Unix seconds. */
export const seconds = (): UnixSeconds => Math.floor(Date.now() / 1000);

/** What the person's page sees. */
export function shownCheck({ id, status, url, reason, updatedAt }: CheckRecord): Check {
  return {
    id,
    status,
    ...(status === "open" && url !== undefined && { url }),
    ...(reason !== undefined && { reason }),
    updatedAt,
  };
}

/** What the back office sees. */
export function checkDetails(check: CheckRecord): CheckDetails {
  const { createdAt, userId, owner, form, credentialId, publicNotesId } = check;
  return {
    ...shownCheck(check),
    userId,
    owner,
    createdAt,
    form,
    approved: check.approved !== undefined,
    usableUntil: check.usableUntil,
    ...(credentialId !== undefined && { credentialId }),
    ...(publicNotesId !== undefined && { publicNotesId }),
  };
}

/** A check with its outcome: what was personal or could be used is dropped. */
export function decidedCheck(
  { form: _, grant: __, approved: ___, url: ____, ...check }: CheckRecord,
  outcome: Partial<CheckRecord>,
): CheckRecord {
  return { ...check, ...outcome, updatedAt: seconds() };
}

/** True while somebody has to decide, or the credential is on its way. */
export function isUndecided({ status }: CheckRecord): boolean {
  return status === "open" || status === "pending";
}

/** Checks in a store. */
export interface CheckRecords {
  /** @throws IdosError `NOT_FOUND`, `INVALID_ARGUMENT` */
  load(id: string): Promise<CheckRecord>;
  keep(check: CheckRecord): Promise<void>;
  all(): Promise<CheckRecord[]>;
  /** How many undecided checks a wallet has. */
  undecidedOf(owner: string): Promise<number>;
}

/**
 * Opens the checks that a server has in a store.
 * @param by wallet identifier of the server
 */
export function checkRecords(store: Store, by: string): CheckRecords {
  const kept = records(store, "check", record);
  /** Undecided checks, by id, with the wallet that each is of: what is decided stays unread. */
  const shared = sharedBy(store, `undecided checks of ${by}`, () => ({
    undecided: new Map<string, string>(),
    indexed: undefined as Promise<void> | undefined,
  }));
  const { undecided } = shared;

  function isOwn(check: CheckRecord): boolean {
    const whose = check.by ?? check.grant?.dwg.grantee;
    return whose === undefined || sameGrantee(whose, by);
  }

  async function all(): Promise<CheckRecord[]> {
    const found = await Promise.all((await kept.ids()).map((id) => kept.get(id)));
    return found.filter((check) => check !== undefined).filter(isOwn);
  }

  function note(check: CheckRecord): void {
    if (isUndecided(check)) undecided.set(check.id, comparableIdentifier(check.owner));
    else undecided.delete(check.id);
  }

  function indexed(): Promise<void> {
    shared.indexed ??= all().then(
      (checks) => checks.forEach(note),
      (error: unknown) => {
        shared.indexed = undefined;
        throw error;
      },
    );
    return shared.indexed;
  }

  return {
    all,
    async load(id) {
      const found = await kept.get(parse(uuid, id, "id").toLowerCase());
      if (!found || !isOwn(found)) throw new IdosError("NOT_FOUND", "There is no check with this id");
      return found;
    },
    async keep(check) {
      await indexed();
      await kept.put(check.id, { ...check, by });
      note(check);
    },
    async undecidedOf(owner) {
      await indexed();
      const same = comparableIdentifier(owner);
      return [...undecided.values()].filter((other) => other === same).length;
    },
  };
}
