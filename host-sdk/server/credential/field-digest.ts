/**
 * A digest of a credential's JSON, carried by the proof's `nonce` and so signed with it.
 *
 * A linked-data proof signs RDF, and idOS's contexts map every text field to one predicate and every date to
 * another: whoever holds a credential can exchange `dateOfBirth` with `idDocumentDateOfIssue`, and the proof
 * still holds. With the digest it does not: it covers every member of the credential but the proof, by name, type
 * and place, lists in their order, the contexts too; and the proof's own members are each a statement of its own.
 * Verifiers that know nothing of it see a nonce. It cannot be taken away, since the proof covers it. Of credentials
 * of issuers that do not write one, `proven.ts` reads what is bound all the same.
 */
import { utf8 } from "../../../enclave/crypto/bytes.ts";
import { sha256 } from "../../../enclave/crypto/hash.ts";
import { base64urlnopad } from "@scure/base";
import { digestText, mapSlices, SLICE } from "../shared/slices.ts";

const PREFIX = "ni:///sha-256;";

/**
 * RFC 8785 JSON of plain data. @see https://www.rfc-editor.org/rfc/rfc8785
 * @param quote a text as JSON
 */
export function canonicalJson(value: unknown, quote: (text: string) => string = JSON.stringify): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, quote)).join(",")}]`;
  if (typeof value === "string") return quote(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    // RFC 8785 §3.2.3: by UTF-16 code units, which is how JavaScript compares strings.
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member, quote)}`);
  return `{${members.join(",")}}`;
}

const withoutProof = (credential: object): object => {
  const { proof: _, ...signed } = credential as { proof?: unknown };
  return signed;
};

/**
 * The digest of a credential without its proof, as an RFC 6920 name.
 * @see https://www.rfc-editor.org/rfc/rfc6920
 */
export function fieldDigest(credential: object): string {
  return PREFIX + base64urlnopad.encode(sha256(utf8(canonicalJson(withoutProof(credential)))));
}

/** {@link fieldDigest}, of a credential of any size without holding up the server. */
export async function fieldDigestInSlices(credential: object): Promise<string> {
  const signed = withoutProof(credential);
  // Long texts in the order in which they are written. No map: the engine would compare those of one length at length.
  const long: string[] = [];
  canonicalJson(signed, (text) => (text.length > SLICE ? `${long.push(text)}` : ""));
  const quoted: string[] = [];
  for (const text of long) quoted.push(`"${await mapSlices(text, (slice) => JSON.stringify(slice).slice(1, -1))}"`);
  let next = 0;
  const json = canonicalJson(signed, (text) => (text.length > SLICE ? (quoted[next++] ?? "") : JSON.stringify(text)));
  return PREFIX + base64urlnopad.encode(await digestText(json));
}

/** True if a proof's nonce is such a digest, of whatever. */
export function isFieldDigest(nonce: string | undefined): nonce is string {
  return nonce?.startsWith(PREFIX) ?? false;
}
