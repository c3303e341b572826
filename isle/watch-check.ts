/** Reads the status of an identity check now and then. */
import type { Check } from "../host-sdk/index.ts";

/** How often, and whom to tell. */
export interface WatchOptions {
  read(signal: AbortSignal): Promise<Check>;
  onRead(check: Check): void;
  onMiss(error: unknown): void;
  /** Milliseconds between two readings; doubled after each failure, up to eight times. */
  every: number;
}

/** Starts at once. @returns how to stop */
export function watchCheck({ read, onRead, onMiss, every }: WatchOptions): () => void {
  const stop = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let misses = 0;

  async function once(): Promise<void> {
    try {
      const check = await read(stop.signal);
      if (stop.signal.aborted) return;
      misses = 0;
      onRead(check);
    } catch (error) {
      if (stop.signal.aborted) return;
      misses = Math.min(misses + 1, 3);
      onMiss(error);
    }
    if (!stop.signal.aborted) timer = setTimeout(() => void once(), every * 2 ** misses);
  }

  void once();
  return () => {
    stop.abort();
    clearTimeout(timer);
  };
}
