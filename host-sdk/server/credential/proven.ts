/**
 * What of a credential its proof binds, where the proof holds no digest of the fields.
 *
 * What is signed are statements (canonical N-Quads: node, IRI of the field, value), not JSON. Much of the JSON is not
 * in them: names of fields (idOS's contexts give all names of one datatype one IRI), contexts, the order of lists
 * and members, labels of blank nodes, how a number or an IRI was written. Whoever holds a credential can write any
 * other JSON that makes the same statements, and its proof holds. So nothing is taken from the JSON: the credential
 * that is handed on is **read back from the signed statements alone**, by fixed rules, and is therefore the same for
 * every JSON that the proof holds for.
 *
 * - The credential is the one node with a `credentialSubject`; the subject is the node that this names. If there are
 *   more such nodes or others than these two, a blank node elsewhere, or another graph, nothing is read back.
 * - A statement is a field if its IRI has one name only, in all contexts that may be named, at that node, and
 *   if no other statement of the node has that IRI. (Names that are IRIs are refused before.) So no other field
 *   can hold its value, and the field can hold no other value.
 * - The value is the literal's text, or what its datatype says for booleans, integers and doubles; of an IRI, the
 *   whole IRI. Types are a set: `VerifiableCredential`, then the others sorted.
 *
 * All other values of the JSON are `unproven`: the issuer signed that they are there, not which field holds which.
 * A value that no statement holds was not signed at all; a credential with one is refused.
 */
import type { CanonicalCredential } from "./canonical-rdf.ts";
import { isFieldDigest } from "./field-digest.ts";
import { parseQuad, type Quad, type RdfObject } from "./n-quads.ts";
import { envelopeTerms, subjectTerms, type Terms } from "./terms.ts";
import type { CredentialProof, VerifiableCredential } from "./verifiable-credential.ts";

type Scalar = string | number | boolean;
type Fields = Record<string, Scalar>;

/**
 * A credential as far as its proof binds it. All of it if its issuer signs a digest of the fields, as issuers that
 * use this package do; then `@context` is there too. If no trusted key signed it, nothing is, and the subject is empty.
 */
export interface ProvenCredential {
  "@context"?: string[] | undefined;
  type?: string[] | undefined;
  /** e.g. `https://issuer.example/issuers/1` */
  issuer?: string | undefined;
  id?: string | undefined;
  /** e.g. `basic+liveness` */
  level?: string | undefined;
  issued?: string | undefined;
  approvedAt?: string | undefined;
  expirationDate?: string | undefined;
  validFrom?: string | undefined;
  validUntil?: string | undefined;
  issuanceDate?: string | undefined;
  credentialSubject: { [field: string]: Scalar | string[] | undefined };
  proof?: CredentialProof | undefined;
}

/** What of a credential is there and not bound: the word of whoever shared it. */
export interface Unproven {
  /** For people; holds no values. */
  why: string;
  /** Fields of the credential itself. */
  envelope: Fields;
  /** Fields of its subject. */
  credentialSubject: Fields;
}

/** A credential, taken apart. */
export interface TakenApart {
  credential: ProvenCredential;
  unproven?: Unproven | undefined;
}

const RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const CREDENTIALS = "https://www.w3.org/2018/credentials#";
const CREDENTIAL_SUBJECT = `${CREDENTIALS}credentialSubject`;
const XSD = "http://www.w3.org/2001/XMLSchema#";

const WHY = "The issuer's signature says that these values belong to the credential, and not which field has which";

function valueOf(object: RdfObject): Scalar | undefined {
  if (object.kind === "iri") return object.value;
  if (object.kind === "blank" || object.language !== undefined) return undefined;
  if (object.datatype === `${XSD}boolean`) return object.value === "true";
  if (object.datatype === `${XSD}integer` || object.datatype === `${XSD}double`) return Number(object.value);
  return object.value;
}

/** Statements of one node by their IRIs. */
function byPredicate(quads: readonly Quad[], node: string): Map<string, RdfObject[]> {
  const found = new Map<string, RdfObject[]>();
  for (const { subject, predicate, object } of quads)
    if (subject === node) found.set(predicate, [...(found.get(predicate) ?? []), object]);
  return found;
}

/** Fields of which name and value follow from the statements of one node. */
function boundFields(statements: ReadonlyMap<string, readonly RdfObject[]>, terms: Terms): Fields {
  const fields: Fields = {};
  for (const [iri, objects] of statements) {
    const [name, ...others] = terms.get(iri) ?? [];
    const [object, ...more] = objects;
    if (name === undefined || others.length || object === undefined || more.length) continue;
    const value = valueOf(object);
    if (value !== undefined) fields[name] = value;
  }
  return fields;
}

/** Types by their names in credentials, or IRIs; undefined when one is no IRI. */
function typesOf(objects: readonly RdfObject[] = []): string[] | undefined {
  if (!objects.every(({ kind }) => kind === "iri")) return undefined;
  const names = objects.map(({ value }) => {
    const [name, ...others] = subjectTerms.get(value) ?? [];
    return name === undefined || others.length ? value : name;
  });
  const first = "VerifiableCredential";
  return names.sort((a, b) => Number(b === first) - Number(a === first) || (a < b ? -1 : 1));
}

/** True when some statement of the node says this, under a name that the field may have. */
function isSigned(
  [name, value]: [string, unknown],
  statements: ReadonlyMap<string, readonly RdfObject[]>,
  terms: Terms,
): boolean {
  // What a canonical double keeps of a number.
  const kept = typeof value === "number" ? Number(Number.isInteger(value) ? value : value.toExponential(15)) : value;
  for (const [iri, objects] of statements)
    if (terms.get(iri)?.has(name) && objects.some((object) => valueOf(object) === kept)) return true;
  return false;
}

/** Fields of the JSON that were not read back; undefined when one was not signed at all. */
function remaining(
  fields: Record<string, unknown>,
  bound: Fields,
  statements: ReadonlyMap<string, readonly RdfObject[]>,
  terms: Terms,
): Fields | undefined {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  if (!entries.every((entry) => isSigned(entry, statements, terms))) return undefined;
  return Object.fromEntries(entries.filter(([name]) => !Object.hasOwn(bound, name))) as Fields;
}

function readQuads(lines: readonly string[]): Quad[] | undefined {
  const quads = lines.map(parseQuad);
  return quads.every((quad) => quad !== undefined) ? quads : undefined;
}

/** A proof, its members read back like those of a credential; undefined when one of the JSON was not signed. */
function readProof({ proofValue, ...members }: CredentialProof, proofOptions: string): CredentialProof | undefined {
  const quads = readQuads(proofOptions.split("\n").slice(0, -1));
  const [node = "", ...others] = new Set(quads?.map(({ subject }) => subject));
  if (!quads || others.length) return undefined;
  const { created, verificationMethod, nonce } = boundFields(byPredicate(quads, node), envelopeTerms);
  if (typeof created !== "string" || typeof verificationMethod !== "string") return undefined;
  if (created !== members.created || verificationMethod !== members.verificationMethod || nonce !== members.nonce)
    return undefined;
  return { ...members, proofValue };
}

/**
 * Takes a credential apart, of which a trusted key signed the canonical form.
 * @returns undefined when it has values that were not signed, or statements that are not those of a credential
 */
export function takeApart(credential: VerifiableCredential, canonical: CanonicalCredential): TakenApart | undefined {
  const proof = readProof(credential.proof, canonical.proofOptions);
  if (!proof) return undefined;
  // The digest binds the JSON as it is, and the statements about the proof bind the digest.
  if (isFieldDigest(proof.nonce)) return { credential };
  return readBack(credential, proof, canonical);
}

function readBack(
  { "@context": _, credentialSubject, proof: __, ...fields }: VerifiableCredential,
  proof: CredentialProof,
  { lines, long }: CanonicalCredential,
): TakenApart | undefined {
  const quads = readQuads(lines)?.map((quad) => restored(quad, long));
  const roots = quads?.filter(({ predicate }) => predicate === CREDENTIAL_SUBJECT) ?? [];
  const [root, ...more] = roots;
  if (!quads || !root || more.length || root.object.kind === "literal") return undefined;
  const [node, subject] = [root.subject, root.object.value];
  if (node === subject || node.startsWith("_:")) return undefined;
  if (
    !quads.every(
      (quad) => (quad.subject === node || quad.subject === subject) && (quad === root || quad.object.kind !== "blank"),
    )
  )
    return undefined;

  const envelopeSays = byPredicate(
    quads.filter((quad) => quad !== root),
    node,
  );
  const subjectSays = byPredicate(quads, subject);
  const types = typesOf(envelopeSays.get(RDF_TYPE));
  const subjectTypes = typesOf(subjectSays.get(RDF_TYPE));
  if (!types?.includes("VerifiableCredential") || !subjectTypes) return undefined;
  const envelope = boundFields(envelopeSays, envelopeTerms);
  const claims = boundFields(subjectSays, subjectTerms);

  const { id: ___, type: ____, ...named } = fields;
  const { "@context": _____, id: ______, type: _______, ...claimed } = credentialSubject;
  const unprovenFields = remaining(named, envelope, envelopeSays, envelopeTerms);
  const unprovenClaims = remaining(claimed, claims, subjectSays, subjectTerms);
  if (!unprovenFields || !unprovenClaims) return undefined;

  const credential: ProvenCredential = {
    type: types,
    ...envelope,
    id: node,
    credentialSubject: {
      ...(root.object.kind === "iri" && { id: subject }),
      ...(subjectTypes.length === 1 && { type: subjectTypes[0] }),
      ...claims,
    },
    proof,
  };
  const isWhole = !Object.keys(unprovenFields).length && !Object.keys(unprovenClaims).length;
  return {
    credential,
    ...(!isWhole && { unproven: { why: WHY, envelope: unprovenFields, credentialSubject: unprovenClaims } }),
  };
}

/** A credential that no trusted key signed, or whose values were not all signed. */
export function nothingProven(
  { "@context": _, type: __, credentialSubject, proof: ___, ...envelope }: VerifiableCredential,
  why: string,
): TakenApart {
  const { "@context": ____, ...claims } = credentialSubject;
  const said = (fields: object): Fields =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return {
    credential: { credentialSubject: {} },
    unproven: { why, envelope: said(envelope), credentialSubject: said(claims) },
  };
}

function restored(quad: Quad, long: ReadonlyMap<string, string>): Quad {
  const { object } = quad;
  if (object.kind !== "literal") return quad;
  const value = long.get(object.value);
  return value === undefined ? quad : { ...quad, object: { ...object, value } };
}
