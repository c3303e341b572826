/** Unix seconds as a storage node writes them. */
import * as v from "valibot";

/** The last second that a date of four digits has. */
const LAST = 253_402_300_799;

/**
 * An int8, which Kwil writes as a number or as text. Whoever shares something may write any: what lies beyond dates is
 * brought to their edge, since refusing it would hide all the rows beside it.
 */
export const nodeSeconds = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^-?\d{1,19}$/))]),
  v.transform((seconds) => Math.min(Math.max(Math.trunc(Number(seconds)), 0), LAST)),
);
