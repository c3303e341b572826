/** Schema of the credentials that the host offers to view or to grant. */
import * as v from "valibot";
import { MAX_NOTES } from "../public-notes.ts";
import { atMost, base64, base64Of32, bytes, hex, MAX_CONTENT, text, uuid } from "../schemas.ts";

const candidate = v.strictObject({
  id: uuid,
  publicNotes: text(MAX_NOTES),
  issuerAuthPublicKey: hex(32),
  content: v.union([base64(MAX_CONTENT), bytes(MAX_CONTENT)]),
  encryptorPublicKey: base64Of32,
});

/** What is shown and what is done are never told apart by a name that two things bear; nodes read UUIDs without case. */
const distinct = (ids: readonly string[]): boolean => new Set(ids.map((id) => id.toLowerCase())).size === ids.length;
/** At most 2000, still sealed. */
export const candidates = atMost(
  2_000,
  "candidates",
  v.pipe(
    v.array(candidate),
    v.check((all) => distinct(all.map(({ id }) => id)), "ids that are distinct, also without regard to case"),
  ),
);
