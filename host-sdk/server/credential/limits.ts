/** What a credential may cost, and how its fields may be named: what is beyond is refused before it is canonicalised. */
import { invalidCredential as invalid, MAX_FIELDS, MAX_SIZE } from "./json-limits.ts";
import type { UnsignedCredential } from "./verifiable-credential.ts";

/** Longest name of a field. */
const MAX_NAME = 100;
/** Longest value but those of the subject: URLs, dates, a level. */
const MAX_SHORT = 2_048;

/**
 * Checks size and names of a credential that is to be canonicalised.
 * @param proof the members of its proof
 * @throws IdosError `INVALID_ARGUMENT`; values are never in the message
 */
export function checkLimits(credential: UnsignedCredential, proof: object = {}): void {
  const { "@context": contexts, type, credentialSubject, ...envelope } = credential;
  const { "@context": subjectContext, id, type: subjectType, ...claims } = credentialSubject;
  const names = [...Object.keys(envelope), ...Object.keys(credentialSubject)];
  if (names.length + contexts.length + type.length > MAX_FIELDS) throw invalid(`more than ${MAX_FIELDS} fields`);
  for (const name of names) {
    if (name === "@context") continue;
    if (name.startsWith("@") || name === "__proto__") throw invalid("a keyword of JSON-LD where a field belongs");
    // An IRI is a name that no context has to define, and one more way to write a name that one does.
    if (name.includes(":")) throw invalid("a field whose name is an IRI");
    if (name.length > MAX_NAME) throw invalid("a field with too long a name");
  }
  for (const value of [...Object.values(envelope), ...Object.values(claims), ...Object.values(proof), id, subjectType])
    if (!["string", "number", "boolean", "undefined"].includes(typeof value))
      throw invalid("a field that holds more than one value");
  const short = [...contexts, ...type, ...Object.values(envelope), subjectContext, id, subjectType];
  for (const value of [...short.flat(), ...Object.values(proof)]) {
    if (typeof value !== "string") continue;
    if (value.length > MAX_SHORT) throw invalid("a value that is longer than its field allows");
    // The name of a blank node is not part of what is signed.
    if (value.startsWith("_:")) throw invalid("a name of a blank node");
  }
  let size = 0;
  for (const value of [...short.flat(), ...Object.values(proof), ...Object.values(claims)].flat()) {
    if (typeof value !== "string") continue;
    size += value.length;
    // In UTF-8, as it is hashed, all of them are the same.
    if (!isWellFormed(value)) throw invalid("a text that is no Unicode");
  }
  if (size > MAX_SIZE) throw invalid("too large to be read");
}

function isWellFormed(text: string): boolean {
  const native = text as { isWellFormed?: () => boolean };
  return native.isWellFormed?.() ?? !/\p{Surrogate}/u.test(text);
}
