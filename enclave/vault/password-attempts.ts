/**
 * Wrong passwords in a row, by user id: each makes the next one wait longer. Kept in the vault's memory and in the
 * window's storage, so that neither closing the window nor ending the vault starts anew. A courtesy to who left a
 * browser open: whoever has the public key guesses without asking anybody, and storage can be wiped.
 */
import type { FlowContext, Session } from "./session.ts";

/** Longest wait, in seconds. */
const LONGEST = 60;

/** Seconds to wait after so many wrong passwords in a row: 1, 2, 4, and so on, 60 at most. */
export function waitAfter(wrong: number): number {
  return wrong < 1 ? 0 : Math.min(LONGEST, 2 ** (wrong - 1));
}

async function read({ link, attempts }: Session, userId: string): Promise<{ wrong: number; wait: number }> {
  const known = attempts.get(userId);
  const row = link?.alive ? await link.storage.get("attempts", [userId]) : undefined;
  const wait = (wrong: number, left: number): number => Math.max(0, Math.min(waitAfter(wrong), left));
  return {
    wrong: Math.max(known?.wrong ?? 0, row?.wrong ?? 0),
    wait: Math.max(
      known ? wait(known.wrong, (known.until - performance.now()) / 1000) : 0,
      // A clock that was set back makes nobody wait longer than the whole.
      row ? wait(row.wrong, waitAfter(row.wrong) - (Date.now() - row.at) / 1000) : 0,
    ),
  };
}

async function write({ link, attempts }: Session, userId: string, wrong: number): Promise<void> {
  attempts.set(userId, { wrong, until: performance.now() + 1000 * waitAfter(wrong) });
  if (link?.alive) await link.storage.put("attempts", { userId, wrong, at: Date.now() });
}

/** Passwords of one user in a flow. The same user in another letter case is the same one. */
export interface PasswordAttemptsOf {
  /** Seconds until the next one is taken; 0 if it is taken now. */
  wait(): Promise<number>;
  /** Resolves when the next one is taken. */
  ready(): Promise<void>;
  /** Counts one, before it is tried: who closes the window in the middle has tried it too. */
  begin(): Promise<void>;
  /** It was wrong: the wait begins now. */
  wrong(): Promise<void>;
  /** It was right. */
  right(): Promise<void>;
}

/** The attempts on a user's key. */
export function passwordAttempts({ session }: FlowContext, user: string): PasswordAttemptsOf {
  const userId = user.toLowerCase();
  return {
    wait: async () => (await read(session, userId)).wait,
    async ready() {
      const { wait } = await read(session, userId);
      await new Promise((resolve) => setTimeout(resolve, 1000 * wait));
    },
    begin: async () => write(session, userId, (await read(session, userId)).wrong + 1),
    wrong: async () => write(session, userId, (await read(session, userId)).wrong),
    async right() {
      session.attempts.delete(userId);
      if (session.link?.alive) await session.link.storage.remove("attempts", [userId]);
    },
  };
}
