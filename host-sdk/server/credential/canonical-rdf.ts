/**
 * The canonical RDF of a credential and of its proof. Only contexts that this project knows are accepted, by
 * URL and in the places where they belong, and they are put in from memory: nothing is ever fetched, and nobody
 * can rename a credential's fields by a context of their own. What it may cost is limited before (`limits.ts`).
 */
import jsonld from "jsonld";
import { IdosError } from "../../../enclave/protocol/errors.ts";
import { pause } from "../shared/slices.ts";
import { envelopeContexts, subjectContexts } from "./idos-contexts.ts";
import { checkLimits } from "./limits.ts";
import { withLongValues, withoutLongValues, type LongValues } from "./long-values.ts";
import { credentialsV1, ed25519Signature2020V1, type ContextDocument } from "./w3c-contexts.ts";
import type { UnsignedCredential } from "./verifiable-credential.ts";

export const CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1";
export const ED25519_SIGNATURE_2020_V1 = "https://w3id.org/security/suites/ed25519-2020/v1";

/** Milliseconds that one canonicalisation may take. */
const DEADLINE = 10_000;

type Contexts = ContextDocument["@context"][];

/** The contexts of a credential; more than one reading where a URL stands for two versions. */
interface Readings {
  envelopes: Contexts[];
  subject: ContextDocument["@context"];
}

function invalid(what: string): IdosError {
  return new IdosError("INVALID_ARGUMENT", `credential: ${what}`);
}

/** Looks up what `@context` names, and refuses it anywhere else. */
function readings({ "@context": urls, credentialSubject }: UnsignedCredential): Readings {
  if (urls[0] !== CREDENTIALS_V1) throw invalid("@context must begin with credentials v1");
  if (new Set(urls).size !== urls.length) throw invalid("@context names a context twice");
  let envelopes: Contexts[] = [[credentialsV1["@context"]]];
  for (const url of urls.slice(1)) {
    const versions = url === ED25519_SIGNATURE_2020_V1 ? [ed25519Signature2020V1] : envelopeContexts.get(url);
    if (!versions) throw invalid("@context names an unknown context");
    envelopes = versions.flatMap((version) => envelopes.map((before) => [...before, version["@context"]]));
  }
  const { "@context": named } = credentialSubject;
  const [url = "", ...more] = typeof named === "string" ? [named] : named;
  const known = more.length ? undefined : subjectContexts.get(url);
  if (!known) throw invalid("credentialSubject.@context names an unknown context");
  return { envelopes, subject: known["@context"] };
}

function canonize(document: object): Promise<string> {
  return jsonld.canonize(document, {
    algorithm: "RDFC-1.0",
    format: "application/n-quads",
    base: null,
    safe: true,
    documentLoader: async () => {
      throw invalid("a context would have to be fetched");
    },
    canonizeOptions: { maxWorkFactor: 1, signal: AbortSignal.timeout(DEADLINE) },
  });
}

/** N-Quads of a credential and of its proof's options. */
export interface CanonicalCredential {
  document: string;
  proofOptions: string;
  /** The document's lines, long values as stand-ins. */
  lines: readonly string[];
  long: LongValues;
}

/**
 * Canonicalises a credential, and its proof without the signature, as Ed25519Signature2020 hashes them.
 * @returns one entry per reading of its contexts, the one to sign first; each is made when it is asked for
 * @throws IdosError `INVALID_ARGUMENT` for contexts that are not known and fields that they do not define
 */
export async function* canonicalReadings(
  credential: UnsignedCredential,
  proofOptions: object,
): AsyncGenerator<CanonicalCredential, void> {
  checkLimits(credential, proofOptions);
  const { envelopes, subject } = readings(credential);
  const { credentialSubject, ...rest } = credential;
  const short = withoutLongValues(credentialSubject);
  for (const contexts of envelopes) {
    await pause();
    try {
      const document = await canonize({
        ...rest,
        "@context": contexts,
        credentialSubject: { ...short.subject, "@context": subject },
      });
      const lines = document.split("\n").slice(0, -1);
      const whole = await withLongValues(lines, short.long);
      await pause();
      yield {
        document: whole.map((line) => `${line}\n`).join(""),
        proofOptions: await canonize({ ...proofOptions, "@context": contexts }),
        lines,
        long: short.long,
      };
    } catch (cause) {
      throw new IdosError(
        "INVALID_ARGUMENT",
        "credential: it has fields that its contexts do not define, or values that cannot be signed",
        { cause },
      );
    }
  }
}

/** All of {@link canonicalReadings}. */
export async function canonicalRdf(
  credential: UnsignedCredential,
  proofOptions: object,
): Promise<CanonicalCredential[]> {
  const found: CanonicalCredential[] = [];
  for await (const reading of canonicalReadings(credential, proofOptions)) found.push(reading);
  return found;
}
