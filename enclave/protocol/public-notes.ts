/**
 * Public notes: the JSON beside a credential that everybody may read, and that its issuer edits. Page, enclave and server
 * read them here alone: notes that one of them read and another did not would be asked for, and then refused.
 */
import { parseObject } from "./json-object.ts";

/** Most characters of notes that are read. */
export const MAX_NOTES = 20_000;

/** What notes say by idOS's convention. All fields are what the issuer wrote, unchecked. */
export interface PublicNotes {
  id?: string | undefined;
  type?: string | undefined;
  level?: string | undefined;
  status?: string | undefined;
  issuer?: string | undefined;
}

/** All that notes say; undefined when they are no JSON object, or too long or too deep to be read. */
export function parseNotes(text: string): Record<string, unknown> | undefined {
  return text.length > MAX_NOTES ? undefined : parseObject(text);
}

/** The known fields of notes: one that is no text is as if it were not there. Undefined as in {@link parseNotes}. */
export function readNotes(text: string): PublicNotes | undefined {
  const notes = parseNotes(text);
  if (!notes) return undefined;
  const field = (key: keyof PublicNotes): string | undefined => {
    const found = Object.hasOwn(notes, key) ? notes[key] : undefined;
    return typeof found === "string" ? found : undefined;
  };
  return {
    id: field("id"),
    type: field("type"),
    level: field("level"),
    status: field("status"),
    issuer: field("issuer"),
  };
}
