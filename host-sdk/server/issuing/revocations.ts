/**
 * Revocations that stay. A storage node checks an issuer's signatures when a row is written, and takes an old row with
 * its old signatures again: an owner can put a revoked credential back as it was. So the issuer's server keeps what
 * it revoked, and says it again whenever it sees a row that says something else. What it cannot see, a row that is not
 * shared with it, it says again unseen, when it starts and once a day; in between, such a row says what its owner
 * wants, and a consumer that must be sure asks the issuer (`issuer-status.ts`).
 */
import * as v from "valibot";
import { editPublicNotesAsIssuer } from "../../../enclave/kwil/actions.ts";
import { isIdosError } from "../../../enclave/protocol/errors.ts";
import type { Hex, Uuid } from "../../../enclave/protocol/types.ts";
import type { Network } from "../../network/network.ts";
import { mayRetry, type Background } from "../shared/background.ts";
import { parseNotes } from "../public-notes.ts";
import { originalsBehind } from "../shared/shared-rows.ts";
import { records, type Records, type Store } from "../shared/store.ts";

/** A credential that is not approved, by the issuer's word. */
export interface Revocation {
  userId: Uuid;
  /** The notes that it has since: JSON with the status. */
  publicNotes: string;
}

/** The status that a credential has if nothing is wrong with it. */
export const APPROVED = "approved";

/** What an issuer revoked, by id of the public notes, in its store. */
export function revocations(store: Store): Records<Revocation> {
  return records(store, "revoked", v.object({ userId: v.string(), publicNotes: v.string() }));
}

/** What {@link createRevocationWatch} needs. */
export interface RevocationWatchOptions {
  store: Store;
  /** For the server's wallet, with which the issuer's copies are shared. */
  network: Network;
  /** For the issuer's key. */
  asIssuer: Network;
  /** Ed25519, lower-case hex. */
  issuerKey: Hex;
}

/** What {@link createRevocationWatch} returns. */
export interface RevocationWatch {
  /** Looks at what one user shares with this server, if anything of theirs is revoked. */
  look(userId: Uuid, signal?: AbortSignal): Promise<Uuid[]>;
  /**
   * Looks at what every user shares of whom something is revoked.
   * @param unseen says every revocation again, also where no row can be seen
   * @returns ids of the notes that were asserted because a row said something else, or unseen
   */
  sweep(options?: { unseen?: boolean; signal?: AbortSignal | undefined }): Promise<string[]>;
}

/** Creates the watch. It looks when it is told to. */
export function createRevocationWatch({
  store,
  network,
  asIssuer,
  issuerKey,
}: RevocationWatchOptions): RevocationWatch {
  const kept = revocations(store);
  /** Whose they are, so that a look at a user reads what is theirs alone. */
  const owners = new Map<string, Uuid>();

  async function idsByUser(): Promise<Map<Uuid, string[]>> {
    const ids = await kept.ids();
    for (const id of owners.keys()) if (!ids.includes(id)) owners.delete(id);
    const found = new Map<Uuid, string[]>();
    for (const id of ids) {
      const userId = owners.get(id) ?? (await kept.get(id))?.userId.toLowerCase();
      if (userId === undefined) continue;
      owners.set(id, userId);
      found.set(userId, [...(found.get(userId) ?? []), id]);
    }
    return found;
  }

  /** @returns false when it is no longer revoked, or no row has such notes */
  async function assert(id: string, signal: AbortSignal | undefined): Promise<boolean> {
    const revoked = await kept.get(id);
    if (!revoked) return false;
    try {
      await asIssuer.execute(
        editPublicNotesAsIssuer,
        { public_notes_id: id, public_notes: revoked.publicNotes },
        { signal },
      );
      return true;
    } catch (error) {
      if (isIdosError(error, "NOT_FOUND")) return false;
      throw error;
    }
  }

  async function lookAt(userId: Uuid, ids: readonly string[], signal: AbortSignal | undefined): Promise<string[]> {
    const rows = await originalsBehind(network, userId, issuerKey, signal);
    const restored = new Set<string>();
    for (const { publicNotes } of rows) {
      const { id, status } = parseNotes(publicNotes) ?? {};
      if (id === undefined || !ids.includes(id)) continue;
      const revoked = await kept.get(id);
      if (revoked && status !== parseNotes(revoked.publicNotes)?.status) restored.add(id);
    }
    const asserted: string[] = [];
    for (const id of restored) if (await assert(id, signal)) asserted.push(id);
    return asserted;
  }

  return {
    async look(userId, signal) {
      const user = userId.toLowerCase();
      const ids = (await idsByUser()).get(user);
      return ids ? lookAt(user, ids, signal) : [];
    },

    async sweep({ unseen = false, signal } = {}) {
      const asserted: string[] = [];
      for (const [userId, ids] of await idsByUser()) {
        if (!unseen) asserted.push(...(await lookAt(userId, ids, signal)));
        else for (const id of ids) if (await assert(id, signal)) asserted.push(id);
      }
      return asserted;
    },
  };
}

/** Milliseconds after which all revocations are said again, seen or not. */
const UNSEEN_EVERY = 86_400_000;

/**
 * Sweeps until the server stops.
 * @param every milliseconds between two sweeps; 0 = once a day
 */
export async function keepRevoked(
  watch: RevocationWatch,
  background: Background,
  every: number,
  onError: (error: unknown) => void,
): Promise<void> {
  const { signal } = background;
  let unseen = 0;
  while (!signal.aborted) {
    const isDue = Date.now() - unseen >= UNSEEN_EVERY;
    try {
      await watch.sweep({ unseen: isDue, signal });
      if (isDue) unseen = Date.now();
    } catch (error) {
      if (signal.aborted) return;
      if (!mayRetry(error)) onError(error);
    }
    await background.sleep(every > 0 ? Math.min(every, UNSEEN_EVERY) : UNSEEN_EVERY).catch(() => undefined);
  }
}
