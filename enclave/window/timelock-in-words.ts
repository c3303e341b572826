/** Until when a grant cannot be taken back, in words. */
import type { UnixSeconds } from "../protocol/types.ts";
import type { Formats } from "../viewer/formats.ts";
import { words } from "../words/words.ts";

/** What {@link timelockInWords} returns. */
export interface TimelockWords {
  /** `3 March 2027` */
  day: string;
  /** `3 March 2027, 14:05 CET`: the exact end. */
  exact: string;
  /** `14 months` from now, rounded; undefined when the end has passed already. */
  span: string | undefined;
}

/**
 * @param until end of the lock, unix seconds
 * @param now unix seconds
 */
export function timelockInWords(until: UnixSeconds, now: UnixSeconds, formats: Formats): TimelockWords {
  const day = formats.day(until);
  return {
    day,
    exact: words.timelock.exact(day, formats.time(until)),
    span: until > now ? formats.span(until - now) : undefined,
  };
}
