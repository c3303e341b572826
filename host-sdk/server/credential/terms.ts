/**
 * Which names of fields stand for one and the same IRI, over every context that a credential may name and wherever
 * in it they are defined. A context is not part of what is signed: whoever holds a credential can name another.
 */
import { envelopeContexts, subjectContexts } from "./idos-contexts.ts";
import { credentialsV1, ed25519Signature2020V1, type ContextDocument } from "./w3c-contexts.ts";

/** Names by the IRI that they stand for. */
export type Terms = ReadonlyMap<string, ReadonlySet<string>>;

type Definition = ContextDocument["@context"];

/** Names and prefixes of one context, and of those inside of it. */
function* definedIn(context: Definition, outer: ReadonlyMap<string, string>): Generator<[name: string, iri: string]> {
  const names = Object.entries(context).filter(([name]) => !name.startsWith("@"));
  // JSON-LD 1.1: a name is a prefix only if its IRI ends with one of these. idOS's `aux` does not.
  const own = names.flatMap(([name, iri]) =>
    typeof iri === "string" && /[:/?#[\]@]$/.test(iri) ? [[name, iri] as const] : [],
  );
  const prefixes = new Map([...outer, ...own]);
  for (const [name, definition] of names) {
    const { "@id": iri = definition, "@context": inner } =
      typeof definition === "object" && definition !== null ? (definition as Record<string, unknown>) : {};
    if (typeof iri === "string" && !iri.startsWith("@")) yield [name, expanded(iri, prefixes)];
    if (typeof inner === "object" && inner !== null) yield* definedIn(inner as Definition, prefixes);
  }
}

/** @see https://www.w3.org/TR/json-ld11-api/#iri-expansion */
function expanded(iri: string, prefixes: ReadonlyMap<string, string>): string {
  const [, prefix = "", rest = ""] = /^([^:]*):(.*)$/.exec(iri) ?? [];
  const start = rest.startsWith("//") ? undefined : prefixes.get(prefix);
  return start === undefined ? iri : start + rest;
}

function termsOf(documents: Iterable<ContextDocument>): Terms {
  const terms = new Map<string, Set<string>>();
  for (const { "@context": context } of documents)
    for (const [name, iri] of definedIn(context, new Map())) terms.set(iri, (terms.get(iri) ?? new Set()).add(name));
  return terms;
}

const envelopes = [credentialsV1, ed25519Signature2020V1, ...[...envelopeContexts.values()].flat()];

/** Names that a credential, or its proof, may have. */
export const envelopeTerms: Terms = termsOf(envelopes);
/** Names that a credential's subject may have: those of the credential are in force there too. */
export const subjectTerms: Terms = termsOf([...envelopes, ...subjectContexts.values()]);
