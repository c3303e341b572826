/**
 * A site whose prompts come to nothing again and again may not prompt for a while. A prompt counts from the moment that
 * it is shown, and only an act of the person in a window takes the count back: a page can cancel what it asked for,
 * reload the frame, take it away, or mount others, and the prompt was there all the same. The count is kept where all
 * frames of this partition see it. Against nagging: it protects no data, and rests on storage that a browser may refuse.
 */
import { IdosError } from "../protocol/errors.ts";
import type { EnclaveStorage } from "../storage/storage.ts";

/** Prompts in a row that came to nothing, and the milliseconds that they count for. */
export const DECLINES = { limit: 8, within: 60_000 };

/** Milliseconds for the storage to say what it has. */
const PATIENCE = 1_000;

/** A prompt that was shown. */
export interface ShownPrompt {
  /** It was answered, if not by an act that allows something: it counts no more, and takes no other's count back. */
  answered(): void;
}

/** Counts prompts. */
export interface DeclineLimit {
  /** @throws IdosError `RATE_LIMITED` */
  check(): Promise<void>;
  shown(): ShownPrompt;
  /** The person let a request through in a window: the site is welcome again. */
  accepted(): void;
}

/**
 * Whose prompts are counted together: the last two labels of the host, since a site has as many subdomains and ports as
 * it likes.
 * @param origin of the page around the frame
 */
export function promptingParty(origin: string): string {
  const { hostname } = new URL(origin);
  return /^[\d.]+$|:/.test(hostname) ? hostname : hostname.split(".").slice(-2).join(".");
}

/** Starts counting, with what earlier frames left. @param now Unix milliseconds */
export function createDeclineLimit(
  storage: Pick<EnclaveStorage, "all" | "put" | "remove">,
  origin: string,
  now: () => number = Date.now,
): DeclineLimit {
  const party = promptingParty(origin);
  // One after the other: a prompt that is written after it was taken back would stay.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
  /** Those that count; others' and old ones are dropped on sight. A clock that was set back makes none count longer. */
  async function counted(): Promise<{ id: string }[]> {
    const rows = (await storage.all("prompts")).filter((row) => row.party === party);
    const counts = ({ at }: { at: number }): boolean => Math.abs(now() - at) < DECLINES.within;
    for (const row of rows) if (!counts(row)) await storage.remove("prompts", [row.id]);
    return rows.filter(counts);
  }
  /** This frame's own, for a storage that does not answer. */
  const here = new Set<string>();
  async function count(): Promise<number> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), PATIENCE)));
    const rows = await Promise.race([inTurn(counted), late]);
    clearTimeout(timer);
    return rows?.length ?? here.size;
  }
  return {
    async check() {
      if ((await count()) >= DECLINES.limit)
        throw new IdosError("RATE_LIMITED", "Too many requests were declined; try again in a minute");
    },
    shown() {
      const id = crypto.randomUUID();
      here.add(id);
      const row = { id, party, at: now() };
      void inTurn(() => storage.put("prompts", row));
      return {
        answered() {
          here.delete(id);
          void inTurn(() => storage.remove("prompts", [id]));
        },
      };
    },
    accepted() {
      here.clear();
      void inTurn(async () => {
        for (const { id } of await counted()) await storage.remove("prompts", [id]);
      });
    },
  };
}
