/** Calls that need the key: those for the same one share one unlock, and all resolve or all reject with it. */
import { IdosError } from "../protocol/errors.ts";
import type { Calls, KeyMethod } from "../protocol/calls/calls.ts";
import type { CreateKeyParams } from "../protocol/calls/create-key.ts";
import type { KeyInfo } from "../protocol/types.ts";
import type { UnlockParams } from "../protocol/calls/unlock.ts";
import type { Connection } from "./connection.ts";
import type { FlowQueue } from "./flow-queue.ts";
import { asRecoveryWallet } from "../protocol/wallet-kinds.ts";
import { startShared, type SharedRun } from "./shared-run.ts";

/** Options of {@link createKeyCalls}. */
export interface KeyCallsOptions {
  connection: Connection;
  flows: FlowQueue;
  /** Locks at once if the time is over, though no timer ran. */
  checkIdle(): void;
  /** Another user's key never stays beside the one that is asked for. */
  lock(): void;
  onUnlocked(): void;
  /** Calls came or went. */
  onChange(): void;
}

/** The calls. */
export interface KeyCalls {
  /** Calls that wait for the unlock under way. */
  readonly waiting: number;
  createKey(params: CreateKeyParams, signal: AbortSignal): Promise<KeyInfo>;
  unlock(params: UnlockParams, signal: AbortSignal): Promise<KeyInfo>;
  /** Runs a flow with the key, see {@link FlowQueue.run}: waits for the unlock that is under way, or starts one. @throws IdosError `LOCKED`, … */
  withKey<M extends KeyMethod>(method: M, params: Calls[M]["params"], signal: AbortSignal): Promise<Calls[M]["result"]>;
}

/** Nothing is unlocked by this yet. */
export function createKeyCalls(options: KeyCallsOptions): KeyCalls {
  const { connection, flows, checkIdle, lock, onUnlocked, onChange } = options;
  let unlocking: { publicKey: string; userId: string; run: SharedRun<KeyInfo> } | undefined;
  let waiting = 0;

  function dropOther(userId: string): void {
    if (connection.key && connection.key.userId !== userId) lock();
    connection.dropOther(userId);
  }

  function unlocked(info: KeyInfo, wallet: UnlockParams["wallet"]): KeyInfo {
    connection.unlocked(info, wallet);
    onUnlocked();
    return info;
  }

  async function unlock(params: UnlockParams, signal: AbortSignal): Promise<KeyInfo> {
    checkIdle();
    await connection.restored;
    dropOther(params.userId);
    const { userId, publicKey, store, wallet } = params;
    // Nothing to do, so nothing to wait for: a view may go on for as long as the person looks at it.
    if (connection.key?.publicKey === publicKey && connection.covers(params))
      return unlocked({ userId, publicKey, store }, wallet);
    if (unlocking?.userId !== userId || unlocking.publicKey !== publicKey) {
      const run = startShared(async (all) => {
        try {
          return unlocked(await flows.run("unlock", params, all), wallet);
        } finally {
          if (unlocking?.run === run) unlocking = undefined;
        }
      });
      unlocking = { userId, publicKey, run };
    }
    return unlocking.run.join(signal);
  }

  return {
    get waiting() {
      return waiting;
    },
    async createKey(params, signal) {
      dropOther(params.userId);
      return unlocked(await flows.run("createKey", params, signal), asRecoveryWallet(params.wallet));
    },
    unlock,
    async withKey(method, params, signal) {
      checkIdle();
      // In the order in which the calls came: an unlock before this one is under way by then.
      await connection.restored;
      if (!connection.key || unlocking) {
        const { last } = connection;
        if (!unlocking && !last) throw new IdosError("LOCKED", "The key is locked: call unlock first");
        waiting++;
        onChange();
        try {
          await (unlocking ? unlocking.run.join(signal) : unlock(last as UnlockParams, signal));
        } catch (error) {
          waiting--;
          onChange();
          throw error;
        }
        // From here on it counts as a flow.
        waiting--;
      }
      return flows.run(method, params, signal);
    },
  };
}
