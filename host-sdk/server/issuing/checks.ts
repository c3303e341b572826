/**
 * Identity checks: a signed write grant (DWG) comes in, somebody finds out who the person is, and an approval
 * issues the credential in the background. open → pending → issued | rejected | failed.
 */
import * as v from "valibot";
import { aborted, IdosError, isIdosError } from "../../../enclave/protocol/errors.ts";
import { parse, text, uuidV4 } from "../../../enclave/protocol/schemas.ts";
import type { Uuid } from "../../../enclave/protocol/types.ts";
import type { Check, CheckRequest } from "../../shared/backend-types.ts";
import type { Network } from "../../network/network.ts";
import { goesOn, type Background } from "../shared/background.ts";
import type { CredentialDraft } from "../credential/build.ts";
import {
  checkDetails,
  checkRecords,
  decidedCheck,
  isUndecided,
  seconds,
  shownCheck,
  type CheckDetails,
  type CheckRecord,
} from "./check-records.ts";
import type { Issuance } from "./issuance.ts";
import { issuedNotes } from "./issuer.ts";
import { storeLock } from "../shared/keyed-lock.ts";
import { isMember, readProfile } from "../shared/profiles.ts";
import { records, type Store } from "../shared/store.ts";
import { comparableIdentifier } from "../shared/wallet-proof.ts";
import {
  checkWriteGrant,
  checkWriteGrantSignature,
  usableUntil,
  writeGrant,
  type ExpectedWriteGrant,
} from "./write-grant.ts";

/** What an app is told when a check starts. */
export interface VerificationStart {
  /** Unguessable; the person's link may hold it. */
  checkId: Uuid;
  userId: Uuid;
  /** The wallet identifier that signed the write grant. */
  owner: string;
}

/** What an app is given to make the credential of. */
export interface ApprovedCheck extends VerificationStart {
  /** What `attach` brought; undefined if nothing did. */
  form: unknown;
  /** What `approve` brought. */
  data: unknown;
}

/** Starts an app's identity check; where the person goes on, if anywhere. */
export type StartVerification = (
  start: VerificationStart,
) => Promise<{ url?: string } | void> | { url?: string } | void;
/** Makes a credential of an approved check. */
export type MakeCredential = (check: ApprovedCheck) => Promise<CredentialDraft> | CredentialDraft;

/** For an app's own server: what its back office and its identity provider's webhook call. */
export interface Checks {
  list(): Promise<CheckDetails[]>;
  /** @throws IdosError `NOT_FOUND` */
  get(id: Uuid): Promise<CheckDetails>;
  /** What the person handed in: JSON. The check is then `pending`. */
  attach(id: Uuid, form: unknown): Promise<CheckDetails>;
  /**
   * Makes the credential and signs it; it is written in the background, with retries, also after a restart.
   * @throws IdosError `NETWORK_CONFLICT` when the check is decided; whatever the app's `credential` throws
   */
  approve(id: Uuid, data?: unknown): Promise<CheckDetails>;
  /** @param reason shown to the person, at most 500 characters */
  reject(id: Uuid, reason: string): Promise<CheckDetails>;
}

/** What {@link createChecks} needs. */
export interface ChecksOptions {
  issuance: Issuance;
  verify: StartVerification;
  credential: MakeCredential;
  /** Level of credentials whose draft names none. */
  level: string | undefined;
  expected: Omit<ExpectedWriteGrant, "now">;
  network: Network;
  store: Store;
  background: Background;
  /** The profile that this server created for a wallet. */
  profileOf(identifier: string): Promise<string | undefined>;
  /** Told whose check was started. */
  onStart?: ((userId: Uuid) => void) | undefined;
}

/** What {@link createChecks} returns. */
export interface CheckDesk {
  readonly checks: Checks;
  /** `POST /checks` @throws IdosError */
  start(request: unknown, signal?: AbortSignal): Promise<Check>;
  /** `GET /checks/{id}` @throws IdosError `NOT_FOUND` */
  status(id: string): Promise<Check>;
  /** Takes up what a restart interrupted. */
  resume(): Promise<void>;
}

/** Undecided checks that one wallet may have at a time. */
const MOST_OPEN = 5;

const checkRequest: v.GenericSchema<unknown, CheckRequest> = v.strictObject({
  userId: uuidV4,
  dwg: writeGrant,
  signature: text(4_000),
  publicKey: v.optional(text(256)),
});
/** Creates the part of a backend that verifies people. */
export function createChecks(options: ChecksOptions): CheckDesk {
  const { issuance, verify, credential, level, expected, network, store, background } = options;
  const { all, keep, load, undecidedOf } = checkRecords(store, expected.grantee);
  /** Which check a DWG belongs to: a DWG is used once. */
  const byGrant = records(store, "dwg", v.object({ checkId: v.string(), signature: v.string() }));
  const notes = issuedNotes(store);
  const lock = storeLock(store);
  const locked = <T>(id: string, work: () => Promise<T>) => lock(`check ${id}`, work);

  const find = (id: string) =>
    load(id).catch((error: unknown) => {
      if (isIdosError(error, "NOT_FOUND")) return undefined;
      throw error;
    });

  /** Changes an undecided check. */
  function change(id: string, edit: (check: CheckRecord) => Promise<CheckRecord> | CheckRecord): Promise<CheckDetails> {
    return locked(id.toLowerCase(), async () => {
      const check = await load(id);
      if (!isUndecided(check) || check.approved)
        throw new IdosError("NETWORK_CONFLICT", `This check is ${check.approved ? "approved" : check.status} already`);
      const changed = { ...(await edit(check)), updatedAt: seconds() };
      await keep(changed);
      return checkDetails(changed);
    });
  }

  async function issue(id: string): Promise<void> {
    const check = await load(id);
    const { approved, grant } = check;
    if (!approved || !grant) return;
    try {
      const issued = await issuance.write(approved, grant, { signal: background.signal });
      await notes.put(approved.publicNotesId, { userId: approved.userId, publicNotes: approved.publicNotes });
      const { credentialId, publicNotesId } = issued;
      await keep(decidedCheck(check, { status: "issued", credentialId, publicNotesId }));
    } catch (error) {
      if (background.signal.aborted) throw aborted();
      // Also past the write grant's end: it may be written with its answer lost, and only the node can tell.
      if (goesOn(error)) throw error;
      // Texts of this project name what went wrong; others might quote the form.
      const reason = isIdosError(error) ? error.message : "The credential could not be written";
      await keep(decidedCheck(check, { status: "failed", reason }));
      throw error;
    }
  }

  const issueLater = (id: string) => background.run(() => locked(id, () => issue(id)));

  async function checkOwner({ userId, dwg }: CheckRequest, signal: AbortSignal | undefined): Promise<void> {
    const known = await options.profileOf(dwg.owner);
    if (known === undefined ? !(await isMember(network, [dwg.owner], signal)) : known !== userId)
      throw new IdosError("NETWORK_DENIED", "dwg.owner: expected a wallet of this profile");
    if (!(await readProfile(network, userId, signal)))
      throw new IdosError("NOT_FOUND", "There is no idOS profile with this user id");
  }

  return {
    async start(request, signal) {
      const body = parse(checkRequest, request, "body");
      const { userId, dwg, signature, publicKey } = body;
      return lock(`dwg ${dwg.id.toLowerCase()}`, async () => {
        const used = await byGrant.get(dwg.id.toLowerCase());
        if (used && used.signature !== signature)
          throw new IdosError("NETWORK_CONFLICT", "dwg.id: this write grant was used before");
        // The same request again: its answer was lost, or a crash came before its check was kept.
        const started = used && (await find(used.checkId));
        if (started) return shownCheck(started);
        const now = seconds();
        checkWriteGrant(dwg, { ...expected, now });
        await checkWriteGrantSignature(network, { dwg, signature, publicKey }, signal);
        await checkOwner(body, signal);
        // Per wallet, so that two requests at once cannot pass the limit together.
        return lock(`owner ${comparableIdentifier(dwg.owner)}`, async () => {
          if ((await undecidedOf(dwg.owner)) >= MOST_OPEN)
            throw new IdosError("RATE_LIMITED", "This wallet has too many checks that are not decided yet");
          const id = used?.checkId ?? crypto.randomUUID();
          // First of all, so that the app is asked for one check, also across a crash.
          await byGrant.put(dwg.id.toLowerCase(), { checkId: id, signature });
          const { url } = (await verify({ checkId: id, userId, owner: dwg.owner })) ?? {};
          const check: CheckRecord = {
            id,
            status: "open",
            ...(url !== undefined && { url }),
            createdAt: now,
            updatedAt: now,
            userId,
            owner: dwg.owner,
            usableUntil: usableUntil(dwg),
            grant: { dwg, signature },
          };
          await keep(check);
          options.onStart?.(userId);
          return shownCheck(check);
        });
      });
    },

    status: async (id) => shownCheck(await load(id)),

    checks: {
      list: async () => {
        const found = await all();
        return found.map(checkDetails).sort((a, b) => b.createdAt - a.createdAt);
      },
      get: async (id) => checkDetails(await load(id)),
      attach: (id, form) => change(id, (check) => ({ ...check, status: "pending", form })),
      async approve(id, data) {
        const approved = await change(id, async (check) => {
          if (seconds() > check.usableUntil)
            return decidedCheck(check, { status: "failed", reason: "The write grant has expired" });
          const { userId, owner, form } = check;
          const draft = await credential({ checkId: check.id, userId, owner, form, data });
          const prepared = await issuance.prepare({ userId, credential: { ...draft, level: draft.level ?? level } });
          return { ...check, status: "pending", approved: prepared };
        });
        if (approved.approved) issueLater(approved.id);
        return approved;
      },
      reject: (id, reason) =>
        change(id, (check) => decidedCheck(check, { status: "rejected", reason: parse(text(500), reason, "reason") })),
    },

    async resume() {
      for (const { id, approved } of await all()) if (approved) issueLater(id);
    },
  };
}
