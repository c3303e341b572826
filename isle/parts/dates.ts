/** Moments in the person's own language and time zone. */

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "short" });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

/** Date and time of unix seconds. */
export function momentOf(unixSeconds: number): string {
  return moment.format(unixSeconds * 1000);
}

/** Time of day of unix milliseconds. */
export function timeOf(unixMilliseconds: number): string {
  return clock.format(unixMilliseconds);
}

/** Unix seconds of an RFC 3339 time. */
export function secondsOf(rfc3339: string): number {
  return Math.floor(Date.parse(rfc3339) / 1000);
}

/** True for a moment that is still to come. */
export function isAhead(unixSeconds: number): boolean {
  return unixSeconds * 1000 > Date.now();
}
