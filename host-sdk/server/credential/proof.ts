/**
 * Ed25519Signature2020 over RDF canonicalisation: sha256(proof options) ‖ sha256(document), signed with Ed25519.
 * Not supported: proof sets and chains, other suites, keys that are looked up from `verificationMethod`.
 * @see https://www.w3.org/TR/vc-di-eddsa/#ed25519signature2020
 */
import { concat } from "../../../enclave/crypto/bytes.ts";
import { ed25519Sign, ed25519Verify } from "../../../enclave/crypto/ed25519.ts";
import { IdosError, isIdosError } from "../../../enclave/protocol/errors.ts";
import { digestText } from "../shared/slices.ts";
import { canonicalReadings, type CanonicalCredential } from "./canonical-rdf.ts";
import { fieldDigest, fieldDigestInSlices, isFieldDigest } from "./field-digest.ts";
import { checkLimits } from "./limits.ts";
import { fromMultibase, toMultibase } from "./multikey.ts";
import { takeApart, type TakenApart } from "./proven.ts";
import type { CredentialProof, UnsignedCredential, VerifiableCredential } from "./verifiable-credential.ts";

/** Options of {@link signCredential}. */
export interface SignOptions {
  /** Ed25519 seed, 32 bytes. */
  seed: Uint8Array;
  /** URL that names the key. */
  verificationMethod: string;
  /** RFC 3339, without milliseconds. */
  created: string;
}

const hashes = async ({ document, proofOptions }: CanonicalCredential): Promise<Uint8Array> =>
  concat(await digestText(proofOptions), await digestText(document));

/**
 * Linked data writes numbers but these in a form of its own (`5.0E-1`), in which some become another number: what is
 * signed would not be what the JSON says.
 */
function checkNumbers(fields: object, where: string): void {
  for (const [name, value] of Object.entries(fields))
    if (typeof value === "number" && (!Number.isSafeInteger(value) || Object.is(value, -0)))
      throw new IdosError(
        "INVALID_ARGUMENT",
        `${where}.${name}: expected a whole number that JSON and linked data write alike, or text`,
      );
}

/**
 * Signs a credential.
 * @throws IdosError `INVALID_ARGUMENT` when it has fields that its contexts do not define, or numbers other than whole
 * ones up to 2^53 − 1, with the field named
 */
export async function signCredential(
  credential: UnsignedCredential,
  { seed, verificationMethod, created }: SignOptions,
): Promise<VerifiableCredential> {
  checkNumbers(credential, "credential");
  checkNumbers(credential.credentialSubject, "credential.credentialSubject");
  const options: Omit<CredentialProof, "proofValue"> = {
    type: "Ed25519Signature2020",
    created,
    verificationMethod,
    proofPurpose: "assertionMethod",
    nonce: fieldDigest(credential),
  };
  const { value: first } = await canonicalReadings(credential, options).next();
  // There is always a reading: contexts that are not known are refused before.
  const signature = ed25519Sign(await hashes(first as CanonicalCredential), seed);
  return { ...credential, proof: { ...options, proofValue: toMultibase(signature) } };
}

/** What {@link verifyProof} found: the key that signed, or why no key did. */
export type ProofResult = { ok: true; publicKey: Uint8Array } | { ok: false; why: string };

/** {@link ProofResult}, with the credential as far as the proof binds it. */
export type ReadProof = { ok: true; publicKey: Uint8Array; read: TakenApart } | { ok: false; why: string };

/**
 * Verifies a credential's proof against keys that the caller trusts. What the credential says about keys is
 * not used.
 * @param publicKeys Ed25519 public keys, 32 bytes each
 */
export async function verifyProof(
  credential: VerifiableCredential,
  publicKeys: readonly Uint8Array[],
): Promise<ProofResult> {
  const result = await readProven(credential, publicKeys);
  return result.ok ? { ok: true, publicKey: result.publicKey } : result;
}

/** Verifies a credential's proof, and reads what it binds. See {@link verifyProof}. */
export async function readProven(
  credential: VerifiableCredential,
  publicKeys: readonly Uint8Array[],
): Promise<ReadProof> {
  const { proof, ...document } = credential;
  const { proofValue, ...options } = proof;
  try {
    const signature = fromMultibase(proofValue, "proofValue", 64);
    checkLimits(document, proof);
    if (isFieldDigest(proof.nonce) && proof.nonce !== (await fieldDigestInSlices(credential)))
      return { ok: false, why: "The credential's fields are not those that were signed" };
    for await (const reading of canonicalReadings(document, options)) {
      const message = await hashes(reading);
      const publicKey = publicKeys.find((key) => ed25519Verify(signature, message, key));
      if (!publicKey) continue;
      const read = takeApart(credential, reading);
      if (!read) return { ok: false, why: "The credential has values that its proof does not cover" };
      return { ok: true, publicKey, read };
    }
  } catch (error) {
    if (!isIdosError(error)) throw error;
    return { ok: false, why: error.message };
  }
  return { ok: false, why: "The proof is not by a key of a trusted issuer" };
}
