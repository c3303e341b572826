/** Which user this site may act for, and which key the vault holds. Public values only: the frame knows no other. */
import type { KeyInfo, UnixSeconds } from "../protocol/types.ts";
import type { Status } from "../protocol/calls/status.ts";
import type { UnlockParams } from "../protocol/calls/unlock.ts";
import { lastConnection } from "./site-memory.ts";

/** State of one site's connection. */
export interface Connection {
  /** The key that the vault holds; undefined while it is locked. */
  readonly key: KeyInfo | undefined;
  /** The user whom the person let this site act for. */
  readonly userId: string | undefined;
  /** What unlocked last: a locked key of a connected site is unlocked again without the host's help. */
  readonly last: UnlockParams | undefined;
  /** Resolves when the connection of an earlier load was looked up. */
  readonly restored: Promise<void>;
  /** An unlock, or a new key: the person let this site use it. */
  unlocked(key: KeyInfo, wallet: UnlockParams["wallet"]): void;
  /** The vault holds nothing any more. @returns false if it did not before */
  locked(): boolean;
  /** The site is connected no more. */
  disconnected(): void;
  /** Another user is asked for: the connection is not theirs. */
  dropOther(userId: string): void;
  /** True if a call with these parameters is for the user whom this site may act for. */
  covers(params: unknown): boolean;
  /** What the host may know: a site that was never connected learns that it is locked, and nothing else. */
  status(lockAt: UnixSeconds | undefined): Status;
}

/** Makes it, and looks up what an earlier load left. @param site the host's origin */
export function createConnection(site: string): Connection {
  let key: KeyInfo | undefined;
  let userId: string | undefined;
  let last: UnlockParams | undefined;
  /** The key of an earlier load or unlock, for `status`. */
  let known: KeyInfo | undefined;

  const restored = lastConnection(site).then((row) => {
    if (!row || userId !== undefined) return;
    userId = row.userId;
    known = { userId, publicKey: row.publicKey, store: row.store };
  });

  return {
    get key() {
      return key;
    },
    get userId() {
      return userId;
    },
    get last() {
      return last;
    },
    restored,
    unlocked(info, wallet) {
      key = known = info;
      last = { ...info, wallet };
      userId = info.userId;
    },
    locked() {
      const had = key !== undefined;
      key = undefined;
      return had;
    },
    disconnected() {
      userId = last = known = undefined;
    },
    dropOther(other) {
      if (userId !== undefined && userId !== other) userId = known = undefined;
    },
    covers(params) {
      const asked = (params as { userId?: string }).userId ?? key?.userId;
      return userId !== undefined && userId === asked;
    },
    status(lockAt) {
      if (userId === undefined) return { state: "locked" };
      const { publicKey, store } = key ?? known ?? {};
      return { state: key ? "unlocked" : "locked", userId: (key ?? known)?.userId, publicKey, store, lockAt };
    },
  };
}
