/** How often a user's share may be retrieved: whoever took over a wallet's signature must not probe at will. */

/** A limit per user. */
export interface RetrievalLimit {
  /** Most retrievals in the time. */
  most: number;
  /** ms */
  within: number;
}

/** Counts retrievals, in memory: a restart begins anew. */
export interface RetrievalCounter {
  /** Counts one; how many ms to wait when there were too many. */
  take(userId: string): number | undefined;
}

/** @param now clock in ms */
export function retrievalCounter({ most, within }: RetrievalLimit, now: () => number): RetrievalCounter {
  const times = new Map<string, number[]>();
  let swept = now();

  /** Forgets users who have not come for a while, so that memory stays flat. */
  function sweep(at: number): void {
    if (at - swept < within) return;
    swept = at;
    for (const [userId, list] of times) if ((list.at(-1) ?? 0) <= at - within) times.delete(userId);
  }

  return {
    take(userId) {
      const at = now();
      sweep(at);
      const recent = (times.get(userId) ?? []).filter((time) => time > at - within);
      const oldest = recent[recent.length - most];
      if (oldest !== undefined) return oldest + within - at;
      times.set(userId, [...recent, at]);
      return undefined;
    },
  };
}
