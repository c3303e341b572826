/**
 * A digest of a credential's JSON, carried by the proof's `nonce` and so signed with it.
 *
 * A linked-data proof signs RDF, and idOS's contexts map every text field to one predicate and every date to
 * another: whoever holds a credential can exchange `dateOfBirth` with `idDocumentDateOfIssue`, and the proof
 * still holds. With the digest it does not. Verifiers that know nothing of it see a nonce. It cannot be taken
 * away, since the proof covers it; credentials of issuers that do not write one keep the weakness.
 */
import { utf8 } from "../../../enclave/crypto/bytes.ts";
import { sha256 } from "../../../enclave/crypto/hash.ts";
import { base64urlnopad } from "@scure/base";

const PREFIX = "ni:///sha-256;";

/** RFC 8785 JSON of plain data. @see https://www.rfc-editor.org/rfc/rfc8785 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    // RFC 8785 §3.2.3: by UTF-16 code units, which is how JavaScript compares strings.
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}

/**
 * The digest of a credential without its proof, as an RFC 6920 name.
 * @see https://www.rfc-editor.org/rfc/rfc6920
 */
export function fieldDigest(credential: object): string {
  const { proof: _, ...signed } = credential as { proof?: unknown };
  return PREFIX + base64urlnopad.encode(sha256(utf8(canonicalJson(signed))));
}

/** True if a proof's nonce is such a digest, of whatever. */
export function isFieldDigest(nonce: string | undefined): nonce is string {
  return nonce?.startsWith(PREFIX) ?? false;
}
