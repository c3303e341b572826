/** A site whose prompts are declined again and again may not prompt for a while. Against nagging: it protects no data. */
import { IdosError } from "../protocol/errors.ts";

/** Declined prompts in a row, and the milliseconds that they count for. */
export const DECLINES = { limit: 8, within: 60_000 };

/** Counts what the person did. */
export interface DeclineLimit {
  /** @throws IdosError `RATE_LIMITED` */
  check(): void;
  declined(): void;
  /** The person let a request through: the site is welcome again. */
  accepted(): void;
}

/** Starts counting. `now` is in milliseconds. */
export function createDeclineLimit(now: () => number = () => performance.now()): DeclineLimit {
  let declines: number[] = [];
  return {
    check() {
      declines = declines.filter((at) => now() - at < DECLINES.within);
      if (declines.length >= DECLINES.limit)
        throw new IdosError("RATE_LIMITED", "Too many requests were declined; try again in a minute");
    },
    declined: () => void declines.push(now()),
    accepted: () => void (declines = []),
  };
}
