/** All that the Isle says to people, in English. Screens say where a text stands; what it says is said here alone. */
import { failures } from "./en/failures.ts";
import { granting } from "./en/granting.ts";
import { holdings } from "./en/holdings.ts";
import { joining } from "./en/joining.ts";
import { names } from "./en/names.ts";
import { shell } from "./en/shell.ts";
import { verifying } from "./en/verifying.ts";
import { waiting } from "./en/waiting.ts";

export const en = { ...shell, ...names, ...joining, ...holdings, ...verifying, ...granting, waiting, failures };

/** The form of a catalogue: a language that leaves a text out does not compile. */
export type Words = typeof en;
