/** Moments as numbers. What people read of them is the language's. */

/** Unix seconds of an RFC 3339 time. */
export function secondsOf(rfc3339: string): number {
  return Math.floor(Date.parse(rfc3339) / 1000);
}

/** True for a moment that is still to come. */
export function isAhead(unixSeconds: number): boolean {
  return unixSeconds * 1000 > Date.now();
}
