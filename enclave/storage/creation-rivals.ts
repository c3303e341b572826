/** Which creations of keys stand in each other's way. */
import type { Creation } from "./tables.ts";

/** Milliseconds for which a creation that another site has begun keeps this one from it. */
export const CREATING = 600_000;

/** True from the moment that a creation was written down until its time is over, or the clock was set. */
export const isUnderWay = (at: number): boolean => Math.abs(Date.now() - at) < CREATING;

/** True if another site may be making a key for the same owner. */
export const isRival = (
  row: Pick<Creation, "site" | "userId" | "wallet" | "at">,
  mine: Pick<Creation, "site" | "userId" | "wallet">,
): boolean =>
  row.site !== mine.site &&
  isUnderWay(row.at) &&
  (row.userId.toLowerCase() === mine.userId.toLowerCase() || (mine.wallet !== undefined && row.wallet === mine.wallet));
