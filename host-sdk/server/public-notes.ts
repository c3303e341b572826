/** Public notes: the JSON beside a credential that everybody may read, and that its issuer edits. */
import * as v from "valibot";
import type { PublicNotes } from "../shared/types.ts";

const notes = v.looseObject({
  id: v.optional(v.string()),
  type: v.optional(v.string()),
  level: v.optional(v.string()),
  status: v.optional(v.string()),
  issuer: v.optional(v.string()),
});

/** What notes say; undefined when they are no JSON object, or their known fields no text. Unknown fields are kept. */
export function parseNotes(text: string): (PublicNotes & Record<string, unknown>) | undefined {
  try {
    const read = v.safeParse(notes, JSON.parse(text));
    return read.success ? read.output : undefined;
  } catch {
    return undefined;
  }
}
