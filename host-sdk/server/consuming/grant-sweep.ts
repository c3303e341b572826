/**
 * Finding new access grants: the server's own list on the node is read at start, after every hint and every
 * minute; each grant is opened, checked and told to the app once, also across restarts.
 */
import * as v from "valibot";
import { isIdosError } from "../../../enclave/protocol/errors.ts";
import type { UnixSeconds, Uuid } from "../../../enclave/protocol/types.ts";
import type { Background } from "../shared/background.ts";
import { mayRetry } from "../shared/background.ts";
import type { Consumer, ReadCredential } from "./consumer.ts";
import { allHold, type CheckResult, type CredentialChecks } from "./credential-checks.ts";
import type { ProvenCredential, Unproven } from "../credential/proven.ts";
import type { Grant } from "../shared/shared-rows.ts";
import { storeLock } from "../shared/keyed-lock.ts";
import { records, type Store } from "../shared/store.ts";

/** A credential that was shared with this server, every check of which holds. */
export interface ReceivedGrant {
  grantId: Uuid;
  userId: Uuid;
  /** Until when the user cannot revoke it; 0 = no lock. */
  lockedUntil: UnixSeconds;
  /** What the issuer's signature binds. */
  credential: ProvenCredential;
  /** What else there is, if anything: the person's word, not the issuer's. */
  unproven?: Unproven | undefined;
  checks: CredentialChecks;
}

/** Something that was shared with this server and must not be used. */
export interface RefusedGrant {
  grantId: Uuid;
  userId: Uuid;
  /** Why it was not a credential at all, or could not be opened. */
  why?: string | undefined;
  /** Which checks did not hold, where it was a credential. */
  checks?: CredentialChecks | undefined;
}

/** What {@link createGrantSweep} needs. */
export interface GrantSweepOptions {
  consumer: Consumer;
  onGrant(grant: ReceivedGrant): Promise<void> | void;
  onRefused?: ((grant: RefusedGrant) => Promise<void> | void) | undefined;
  /** Told whose credential was read. */
  onRead?: ((userId: Uuid) => void) | undefined;
  store: Store;
  background: Background;
  onError(error: unknown): void;
  /** Milliseconds between sweeps; 0 = only after hints. */
  every: number;
}

/** What {@link createGrantSweep} returns. */
export interface GrantSweep {
  start(): void;
  /** Sweeps soon. Any number of hints during one sweep make one more. */
  wake(): void;
}

/** True when all that does not hold is an issuer's answer that did not come: the next sweep asks again. */
function mayHoldLater(checks: CredentialChecks): boolean {
  return Object.values(checks).every((check: CheckResult) => check.ok || check.later);
}

/** Milliseconds between two sweeps, at least. */
const SHORTEST_PAUSE = 250;
/** The longest that setTimeout takes; beyond it, it would not wait at all. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Creates the sweep; it runs from `start` until the background stops. */
export function createGrantSweep({
  consumer,
  onGrant,
  onRefused,
  onRead,
  store,
  background,
  onError,
  every,
}: GrantSweepOptions): GrantSweep {
  const seen = records(store, "grant", v.object({ outcome: v.picklist(["received", "refused"]), at: v.number() }));
  const locked = storeLock(store);
  let known: Set<Uuid> | undefined;
  let wakeUp: (() => void) | undefined;
  let hinted = false;

  /** What a grant shares, or why it can never be read; rejects if it may be later. */
  async function readOrWhy(grant: Grant): Promise<ReadCredential | { why: string }> {
    try {
      return await consumer.read(grant, { signal: background.signal });
    } catch (error) {
      if (isIdosError(error, "DECRYPT_FAILED") || isIdosError(error, "INVALID_ARGUMENT")) return { why: error.message };
      throw error;
    }
  }

  async function take(grant: Grant): Promise<void> {
    const { id: grantId, userId, lockedUntil } = grant;
    // Another handler on this store may have told its app meanwhile: the same one, before a hot reload.
    if (await seen.get(grantId)) return void known?.add(grantId);
    const read = await readOrWhy(grant);
    onRead?.(userId);
    const received = "credential" in read && allHold(read.checks);
    if (!received && "checks" in read && mayHoldLater(read.checks)) return;
    if (received) {
      const { credential, unproven, checks } = read;
      await onGrant({ grantId, userId, lockedUntil, credential, ...(unproven && { unproven }), checks });
    } else
      await onRefused?.("why" in read ? { grantId, userId, why: read.why } : { grantId, userId, checks: read.checks });
    await seen.put(grant.id, { outcome: received ? "received" : "refused", at: Math.floor(Date.now() / 1000) });
    known?.add(grant.id);
  }

  async function sweep(): Promise<void> {
    const { signal } = background;
    known ??= new Set(await seen.ids());
    for await (const grant of consumer.grants({ signal })) {
      if (known.has(grant.id)) continue;
      try {
        await locked(`grant ${grant.id}`, () => take(grant));
      } catch (error) {
        if (signal.aborted) return;
        // Revoked in between, or not readable now: the next sweep sees. One grant never holds up the others.
        if (!isIdosError(error, "NOT_FOUND") && !mayRetry(error)) onError(error);
      }
    }
  }

  /** Until the next interval or hint. */
  async function pause(): Promise<void> {
    // Hints are free to send: a flood of them must not become a flood of requests to the node.
    await background.sleep(SHORTEST_PAUSE);
    if (hinted) return;
    const interrupt = new AbortController();
    wakeUp = () => interrupt.abort();
    await background.sleep(every > 0 ? Math.min(every, LONGEST_TIMER) : LONGEST_TIMER, interrupt.signal);
    wakeUp = undefined;
  }

  return {
    start() {
      background.run(async (signal) => {
        while (!signal.aborted) {
          hinted = false;
          await sweep().catch((error: unknown) => {
            if (!signal.aborted && !mayRetry(error)) onError(error);
          });
          await pause().catch(() => undefined);
        }
      });
    },
    wake() {
      hinted = true;
      wakeUp?.();
    },
  };
}
