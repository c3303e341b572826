/**
 * The two W3C contexts that an idOS credential names, as data, so that nothing is ever fetched. Both are frozen
 * by their publishers; `tests/interop/host-sdk/server/contexts.spec.ts` compares them with the published packages.
 * @see https://www.w3.org/TR/vc-data-model-1.1/#base-context
 * @see https://www.w3.org/TR/vc-di-eddsa/#ed25519signature2020
 */

/** A JSON-LD context document. */
export interface ContextDocument {
  readonly "@context": Readonly<Record<string, unknown>>;
}

const CRED = "https://www.w3.org/2018/credentials#";
const SEC = "https://w3id.org/security#";
const XSD = "http://www.w3.org/2001/XMLSchema#";
const CREATED = "http://purl.org/dc/terms/created";

const aliases = { id: "@id", type: "@type" };
const protectedScope = { "@version": 1.1, "@protected": true, ...aliases };
const link = (id: string) => ({ "@id": id, "@type": "@id" });
const graph = (id: string) => ({ ...link(id), "@container": "@graph" });
const set = (id: string) => ({ ...link(id), "@container": "@set" });
const time = (id: string) => ({ "@id": id, "@type": "xsd:dateTime" });

/** The four older proof suites that credentials v1 defines with the same terms. */
function legacySuite(type: string) {
  // The published document leaves aliases and prefixes out of RsaSignature2018 alone.
  const scope =
    type === "RsaSignature2018" ? { "@version": 1.1, "@protected": true } : { ...protectedScope, sec: SEC, xsd: XSD };
  return {
    "@id": SEC + type,
    "@context": {
      ...scope,
      challenge: "sec:challenge",
      created: time(CREATED),
      domain: "sec:domain",
      expires: time("sec:expiration"),
      jws: "sec:jws",
      nonce: "sec:nonce",
      proofPurpose: {
        "@id": "sec:proofPurpose",
        "@type": "@vocab",
        "@context": {
          ...protectedScope,
          sec: SEC,
          assertionMethod: set("sec:assertionMethod"),
          authentication: set("sec:authenticationMethod"),
        },
      },
      proofValue: "sec:proofValue",
      verificationMethod: link("sec:verificationMethod"),
    },
  };
}

function service(id: string, type: string) {
  return { ...link(`cred:${id}`), "@context": { ...protectedScope, cred: CRED, [type]: `cred:${type}` } };
}

/** `https://www.w3.org/2018/credentials/v1` */
export const credentialsV1: ContextDocument = {
  "@context": {
    ...protectedScope,
    VerifiableCredential: {
      "@id": `${CRED}VerifiableCredential`,
      "@context": {
        ...protectedScope,
        cred: CRED,
        sec: SEC,
        xsd: XSD,
        credentialSchema: service("credentialSchema", "JsonSchemaValidator2018"),
        credentialStatus: link("cred:credentialStatus"),
        credentialSubject: link("cred:credentialSubject"),
        evidence: link("cred:evidence"),
        expirationDate: time("cred:expirationDate"),
        holder: link("cred:holder"),
        issued: time("cred:issued"),
        issuer: link("cred:issuer"),
        issuanceDate: time("cred:issuanceDate"),
        proof: graph("sec:proof"),
        refreshService: service("refreshService", "ManualRefreshService2018"),
        termsOfUse: link("cred:termsOfUse"),
        validFrom: time("cred:validFrom"),
        validUntil: time("cred:validUntil"),
      },
    },
    VerifiablePresentation: {
      "@id": `${CRED}VerifiablePresentation`,
      "@context": {
        ...protectedScope,
        cred: CRED,
        sec: SEC,
        holder: link("cred:holder"),
        proof: graph("sec:proof"),
        verifiableCredential: graph("cred:verifiableCredential"),
      },
    },
    EcdsaSecp256k1Signature2019: legacySuite("EcdsaSecp256k1Signature2019"),
    EcdsaSecp256r1Signature2019: legacySuite("EcdsaSecp256r1Signature2019"),
    Ed25519Signature2018: legacySuite("Ed25519Signature2018"),
    RsaSignature2018: legacySuite("RsaSignature2018"),
    proof: graph(`${SEC}proof`),
  },
};

const suiteScope = { "@protected": true, ...aliases };
const suiteTime = (id: string) => ({ "@id": id, "@type": `${XSD}dateTime` });
const multibase = (term: string) => ({ "@id": SEC + term, "@type": `${SEC}multibase` });

/** `https://w3id.org/security/suites/ed25519-2020/v1` */
export const ed25519Signature2020V1: ContextDocument = {
  "@context": {
    ...suiteScope,
    proof: graph(`${SEC}proof`),
    Ed25519VerificationKey2020: {
      "@id": `${SEC}Ed25519VerificationKey2020`,
      "@context": {
        ...suiteScope,
        controller: link(`${SEC}controller`),
        revoked: suiteTime(`${SEC}revoked`),
        publicKeyMultibase: multibase("publicKeyMultibase"),
      },
    },
    Ed25519Signature2020: {
      "@id": `${SEC}Ed25519Signature2020`,
      "@context": {
        ...suiteScope,
        challenge: `${SEC}challenge`,
        created: suiteTime(CREATED),
        domain: `${SEC}domain`,
        expires: suiteTime(`${SEC}expiration`),
        nonce: `${SEC}nonce`,
        proofPurpose: {
          "@id": `${SEC}proofPurpose`,
          "@type": "@vocab",
          "@context": {
            ...suiteScope,
            assertionMethod: set(`${SEC}assertionMethod`),
            authentication: set(`${SEC}authenticationMethod`),
            capabilityInvocation: set(`${SEC}capabilityInvocationMethod`),
            capabilityDelegation: set(`${SEC}capabilityDelegationMethod`),
            keyAgreement: set(`${SEC}keyAgreementMethod`),
          },
        },
        proofValue: multibase("proofValue"),
        verificationMethod: link(`${SEC}verificationMethod`),
      },
    },
  },
};
