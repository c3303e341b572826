/**
 * Ed25519Signature2020 over RDF canonicalisation: sha256(proof options) ‖ sha256(document), signed with Ed25519.
 * Not supported: proof sets and chains, other suites, keys that are looked up from `verificationMethod`.
 * @see https://www.w3.org/TR/vc-di-eddsa/#ed25519signature2020
 */
import { concat, utf8 } from "../../../enclave/crypto/bytes.ts";
import { ed25519Sign, ed25519Verify } from "../../../enclave/crypto/ed25519.ts";
import { sha256 } from "../../../enclave/crypto/hash.ts";
import { isIdosError } from "../../../enclave/protocol/errors.ts";
import { canonicalRdf, type CanonicalCredential } from "./canonical-rdf.ts";
import { fieldDigest, isFieldDigest } from "./field-digest.ts";
import { fromMultibase, toMultibase } from "./multikey.ts";
import type { CredentialProof, UnsignedCredential, VerifiableCredential } from "./verifiable-credential.ts";

/** Longest JSON of a credential that is verified, in UTF-16 units. */
const MAX_SIZE = 16 * 1024 * 1024;

/** Options of {@link signCredential}. */
export interface SignOptions {
  /** Ed25519 seed, 32 bytes. */
  seed: Uint8Array;
  /** URL that names the key. */
  verificationMethod: string;
  /** RFC 3339, without milliseconds. */
  created: string;
}

const hashes = ({ document, proofOptions }: CanonicalCredential) =>
  concat(sha256(utf8(proofOptions)), sha256(utf8(document)));

/**
 * Signs a credential.
 * @throws IdosError `INVALID_ARGUMENT` when it has fields that its contexts do not define
 */
export async function signCredential(
  credential: UnsignedCredential,
  { seed, verificationMethod, created }: SignOptions,
): Promise<VerifiableCredential> {
  const options: Omit<CredentialProof, "proofValue"> = {
    type: "Ed25519Signature2020",
    created,
    verificationMethod,
    proofPurpose: "assertionMethod",
    nonce: fieldDigest(credential),
  };
  const [first] = await canonicalRdf(credential, options);
  // There is always a reading: canonicalRdf throws for contexts that it does not know.
  const signature = ed25519Sign(hashes(first as CanonicalCredential), seed);
  return { ...credential, proof: { ...options, proofValue: toMultibase(signature) } };
}

/** What {@link verifyProof} found: the key that signed, or why no key did. */
export type ProofResult = { ok: true; publicKey: Uint8Array } | { ok: false; why: string };

/**
 * Verifies a credential's proof against keys that the caller trusts. What the credential says about keys is
 * not used.
 * @param publicKeys Ed25519 public keys, 32 bytes each
 */
export async function verifyProof(
  credential: VerifiableCredential,
  publicKeys: readonly Uint8Array[],
): Promise<ProofResult> {
  const { proof, ...document } = credential;
  const { proofValue, ...options } = proof;
  if (JSON.stringify(credential).length > MAX_SIZE) return { ok: false, why: "The credential is too large to verify" };
  if (isFieldDigest(proof.nonce) && proof.nonce !== fieldDigest(credential))
    return { ok: false, why: "The credential's fields are not those that were signed" };
  try {
    const signature = fromMultibase(proofValue, "proofValue", 64);
    const readings = await canonicalRdf(document, options);
    for (const message of readings.map(hashes))
      for (const publicKey of publicKeys)
        if (ed25519Verify(signature, message, publicKey)) return { ok: true, publicKey };
  } catch (error) {
    if (!isIdosError(error)) throw error;
    return { ok: false, why: error.message };
  }
  return { ok: false, why: "The proof is not by a key of a trusted issuer" };
}
