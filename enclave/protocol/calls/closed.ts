/** Schema of the answer of calls that show something and tell nothing of it. */
import * as v from "valibot";
import type { Closed } from "../types.ts";

/** The schema. */
export const closed: v.GenericSchema<unknown, Closed> = v.strictObject({ closed: v.literal(true) });
