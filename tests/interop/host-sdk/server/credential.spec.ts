/** Credentials against Digital Bazaar's implementation, which idOS uses, and against people who alter them. */
import { Ed25519Signature2020 } from "@digitalbazaar/ed25519-signature-2020";
import { Ed25519VerificationKey2020 } from "@digitalbazaar/ed25519-verification-key-2020";
import { contexts } from "@digitalbazaar/credentials-context";
import * as vc from "@digitalbazaar/vc";
import suiteContext from "ed25519-signature-2020-context";
import fc from "fast-check";
import { expect, test } from "playwright/test";
import { concat, fromHex, utf8 } from "../../../../enclave/crypto/bytes.ts";
import { ed25519PublicKey, ed25519Sign } from "../../../../enclave/crypto/ed25519.ts";
import { sha256 } from "../../../../enclave/crypto/hash.ts";
import { toAscii85 } from "../../../../host-sdk/server/credential/ascii85.ts";
import { decodeAscii85 } from "../../../../enclave/viewer/ascii85.ts";
import { buildCredential } from "../../../../host-sdk/server/credential/build.ts";
import {
  canonicalRdf,
  CREDENTIALS_V1,
  ED25519_SIGNATURE_2020_V1,
} from "../../../../host-sdk/server/credential/canonical-rdf.ts";
import { canonicalJson, fieldDigest } from "../../../../host-sdk/server/credential/field-digest.ts";
import {
  ENVELOPE_V1,
  envelopeContexts,
  SUBJECT_V1,
  subjectContexts,
} from "../../../../host-sdk/server/credential/idos-contexts.ts";
import { readPublicKey, toMultibase, toMultikey } from "../../../../host-sdk/server/credential/multikey.ts";
import { signCredential, verifyProof } from "../../../../host-sdk/server/credential/proof.ts";
import {
  parseCredential,
  type VerifiableCredential,
} from "../../../../host-sdk/server/credential/verifiable-credential.ts";
import { credentialsV1, ed25519Signature2020V1 } from "../../../../host-sdk/server/credential/w3c-contexts.ts";

const ISSUER = "https://neobank.example";
const USER = "0a3f1f60-9e0c-4b8e-9d5b-0c2a4e6f8b10";
const SEED = fromHex("11".repeat(32));
const PUBLIC = ed25519PublicKey(SEED);
const NOW = new Date("2026-03-01T12:00:00Z");

const unsigned = () =>
  buildCredential(
    {
      subject: {
        firstName: "Ada",
        familyName: "Lovelace",
        dateOfBirth: "1990-12-10",
        idDocumentDateOfIssue: "2019-05-01",
        nationality: "GB",
        residentialAddressCountry: "PT",
        gender: "F",
        selfieFile: new TextEncoder().encode("Selfie"),
      },
      expiresAt: new Date("2031-03-01T12:00:00Z"),
    },
    { issuerUrl: ISSUER, userId: USER, notesId: "b1f1", level: "basic+liveness", now: NOW },
  );

const signed = () =>
  signCredential(unsigned(), { seed: SEED, verificationMethod: `${ISSUER}/keys/1`, created: "2026-03-01T12:00:00Z" });

const loader = async (url: string) => {
  const known: Record<string, unknown> = {
    [CREDENTIALS_V1]: credentialsV1,
    [ED25519_SIGNATURE_2020_V1]: ed25519Signature2020V1,
    [ENVELOPE_V1]: envelopeContexts.get(ENVELOPE_V1)?.[0],
    [SUBJECT_V1]: subjectContexts.get(SUBJECT_V1),
  };
  if (!known[url]) throw new Error(`not stored: ${url}`);
  return { contextUrl: null, documentUrl: url, document: known[url] };
};

/** Verifies as idOS's SDK does: key and controller come from configuration. */
async function theirVerdict(credential: object, publicKey = PUBLIC): Promise<boolean> {
  const key = await Ed25519VerificationKey2020.from({
    id: `${ISSUER}/keys/1`,
    controller: `${ISSUER}/issuers/1`,
    publicKeyMultibase: toMultikey(publicKey),
    type: "Ed25519VerificationKey2020",
  });
  const { verified } = await vc.verifyCredential({
    credential: structuredClone(credential),
    suite: new Ed25519Signature2020({ key, verificationMethod: key.id }),
    controller: { "@context": "https://w3id.org/security/v2", id: key.controller, assertionMethod: [key.id] },
    documentLoader: loader,
    now: NOW,
  });
  return verified;
}

async function theirCredential(): Promise<VerifiableCredential> {
  const pair = await Ed25519VerificationKey2020.generate({
    seed: SEED,
    id: `${ISSUER}/keys/1`,
    controller: `${ISSUER}/issuers/1`,
  });
  return vc.issue({
    credential: unsigned(),
    suite: new Ed25519Signature2020({ key: pair }),
    documentLoader: loader,
  }) as Promise<VerifiableCredential>;
}

test("the W3C contexts are the published ones", () => {
  expect(credentialsV1).toEqual(contexts.get(CREDENTIALS_V1));
  expect(ed25519Signature2020V1).toEqual(suiteContext.contexts.get(ED25519_SIGNATURE_2020_V1));
});

test("Digital Bazaar's implementation verifies our credential, and refuses it with another key", async () => {
  const credential = await signed();
  expect(await theirVerdict(credential)).toBe(true);
  expect(await theirVerdict(credential, ed25519PublicKey(fromHex("22".repeat(32))))).toBe(false);
});

test("our verification takes Digital Bazaar's credential, and refuses it with another key", async () => {
  const credential = parseCredential(JSON.stringify(await theirCredential()));
  expect(await verifyProof(credential, [PUBLIC])).toEqual({ ok: true, publicKey: PUBLIC });
  expect((await verifyProof(credential, [ed25519PublicKey(fromHex("22".repeat(32)))])).ok).toBe(false);
});

test("a proof over either of idOS's two versions of approvedAt verifies", async () => {
  const { proof, ...document } = await signed();
  const { proofValue: _, ...options } = proof;
  const [first, second] = await canonicalRdf(document, options);
  expect(first?.document).toContain("XMLSchema#date>");
  expect(second?.document).not.toContain("XMLSchema#date>");
  for (const reading of [first, second]) {
    const message = concat(sha256(utf8(reading?.proofOptions ?? "")), sha256(utf8(reading?.document ?? "")));
    const credential = { ...document, proof: { ...options, proofValue: toMultibase(ed25519Sign(message, SEED)) } };
    expect((await verifyProof(credential, [PUBLIC])).ok).toBe(true);
  }
});

test("our own proof holds, with the trusted key among others", async () => {
  const credential = await signed();
  expect(credential.issuer).toBe(`${ISSUER}/issuers/1`);
  expect(credential.proof.verificationMethod).toBe(`${ISSUER}/keys/1`);
  expect((await verifyProof(credential, [ed25519PublicKey(fromHex("22".repeat(32))), PUBLIC])).ok).toBe(true);
  expect((await verifyProof(credential, [])).ok).toBe(false);
});

/** As credentials of 2025 name them. */
const OF_2025: [commit: string, folder: string][] = [
  ["1356fea6672d22deb07fedc5fa427478b2e1654c", "%40credentials"],
  ["346f14468348e4f3dd00039c89ce9bb49d88777c", "%40credentials"],
  ["1e8421744e037dfd7b0289cb39261c73ab6d643c", "%40credentials"],
  ["0049d2e93f8913c42398372e2bb65d92bed38ac0", "%40credentials"],
  ["1bc3503f5302a7e42777076445d5b05fec8db429", "issuer-sdk-js"],
];
test("the ten contexts of 2025 say what the published ones say, each alone and together", async () => {
  const { proof, ...document } = await signed();
  const { proofValue: _, ...options } = proof;
  const [expected] = await canonicalRdf(document, options);
  for (const [commit, folder] of OF_2025) {
    const at = `https://raw.githubusercontent.com/idos-network/idos-sdk-js/${commit}/packages/${folder}/assets/`;
    const envelope = `${at}idos-credentials-v1.json`;
    const subject = `${at}idos-credential-subject-v1.json`;
    const contexts = document["@context"].map((url) => (url === ENVELOPE_V1 ? envelope : url));
    const credentialSubject = { ...document.credentialSubject, "@context": [subject] };
    for (const old of [
      { ...document, "@context": contexts },
      { ...document, credentialSubject },
      { ...document, "@context": contexts, credentialSubject },
    ])
      expect((await canonicalRdf(old, options))[0]).toEqual(expected);
  }
  const unknown = { ...document.credentialSubject, "@context": SUBJECT_V1.replace("-v1", "-v9") };
  await expect(canonicalRdf({ ...document, credentialSubject: unknown }, options)).rejects.toThrow("unknown context");
});

test("a credential of enhanced due diligence is read, its fields as far as the proof binds them", async () => {
  const subject = {
    eddOccupation: "TEACHER",
    eddSourceOfFundsCategory: "SALARY",
    eddSourceOfFundsProofFile: "<~87cURDZ~>",
  };
  const { credentialSubject: _, ...envelope } = unsigned();
  const credentialSubject = {
    "@context": SUBJECT_V1.replace("-v1", "-edd-v1"),
    id: `urn:idos:user:${USER}`,
    ...subject,
  };
  const options = { seed: SEED, verificationMethod: `${ISSUER}/keys/1`, created: "2026-03-01T12:00:00Z" };
  const credential = await signCredential({ ...envelope, credentialSubject }, options);
  expect((await verifyProof(credential, [PUBLIC])).ok).toBe(true);
  const more = { ...credentialSubject, eddNetWorth: "1" };
  await expect(signCredential({ ...envelope, credentialSubject: more }, options)).rejects.toThrow(
    "fields that its contexts do not define",
  );
});

const alterations: [string, (credential: VerifiableCredential) => void][] = [
  ["a changed field", (c) => (c.credentialSubject["firstName"] = "Eve")],
  ["a removed field", (c) => delete c.credentialSubject["nationality"]],
  ["an added field", (c) => (c.credentialSubject["middleName"] = "King")],
  ["a field that no context defines", (c) => (c.credentialSubject["creditLimit"] = 1_000_000)],
  ["a top-level field that no context defines", (c) => Object.assign(c, { vip: "yes" })],
  [
    "exchanged names",
    (c) => ([c.credentialSubject["firstName"], c.credentialSubject["familyName"]] = ["Lovelace", "Ada"]),
  ],
  [
    "exchanged dates",
    (c) =>
      ([c.credentialSubject["dateOfBirth"], c.credentialSubject["idDocumentDateOfIssue"]] = [
        "2019-05-01",
        "1990-12-10",
      ]),
  ],
  [
    "exchanged countries",
    (c) => ([c.credentialSubject["nationality"], c.credentialSubject["residentialAddressCountry"]] = ["PT", "GB"]),
  ],
  ["a longer life", (c) => (c.expirationDate = "2099-01-01T00:00:00Z")],
  ["another level", (c) => (c.level = "plus+liveness")],
  ["another id", (c) => (c.id = `${ISSUER}/credentials/ffff`)],
  ["another issuer", (c) => (c.issuer = "https://other.example/issuers/1")],
  ["another time of the proof", (c) => (c.proof.created = "2026-03-02T12:00:00Z")],
  ["no digest of the fields", (c) => delete c.proof.nonce],
  ["another subject context", (c) => (c.credentialSubject["@context"] = SUBJECT_V1.replace("-v1", "-face-id-v1"))],
  ["a context of one's own", (c) => (c["@context"] = [...c["@context"], "https://eve.example/context"])],
  ["contexts left out", (c) => (c["@context"] = [CREDENTIALS_V1])],
  ["a JSON-LD keyword", (c) => Object.assign(c.credentialSubject, { "@type": "x:y" })],
  ["another signature", (c) => (c.proof.proofValue = `z${"1".repeat(64)}`)],
  ["a signature that is no multibase", (c) => (c.proof.proofValue = "AAAA")],
];

for (const [what, alter] of alterations)
  test(`the proof does not hold with ${what}`, async () => {
    const plain = await signed();
    alter(plain);
    const redigested = await signed();
    alter(redigested);
    if (redigested.proof.nonce) redigested.proof.nonce = fieldDigest(redigested);
    for (const credential of [plain, redigested]) {
      const result = await verifyProof(credential, [PUBLIC]);
      expect(result.ok).toBe(false);
      expect(JSON.stringify(result)).not.toContain("Lovelace");
    }
    // Without a digest the proof alone must refuse all but exchanges.
    if (what.startsWith("exchanged") || what.startsWith("no digest")) return;
    const bare = await theirCredential();
    alter(bare);
    expect((await verifyProof(bare, [PUBLIC])).ok).toBe(false);
  });

test("a bare linked-data proof does not tell fields of one type apart, which is why there is a digest", async () => {
  const credential = await theirCredential();
  const subject = credential.credentialSubject;
  [subject["dateOfBirth"], subject["idDocumentDateOfIssue"]] = ["2019-05-01", "1990-12-10"];
  expect(await theirVerdict(credential)).toBe(true);
  const ours = await signed();
  [ours.credentialSubject["dateOfBirth"], ours.credentialSubject["idDocumentDateOfIssue"]] = [
    "2019-05-01",
    "1990-12-10",
  ];
  expect((await verifyProof(ours, [PUBLIC])).ok).toBe(false);
});

test("inline contexts, deep JSON and other shapes are no credentials", async () => {
  const credential = await signed();
  const swapped = {
    ...credential,
    credentialSubject: { ...credential.credentialSubject, "@context": { firstName: "xsd:string" } },
  };
  expect(() => parseCredential(JSON.stringify(swapped))).toThrow(/credential\.credentialSubject/);
  expect(() => parseCredential("{")).toThrow("credential: expected JSON");
  const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
  const text = JSON.stringify(credential);
  expect(() => parseCredential(text.replace("{", `{"evidence":${deep},`))).toThrow(/^credential\.evidence: expected/);
  expect(() => parseCredential(text.replace('"Ada"', deep))).toThrow(
    /^credential\.credentialSubject\.firstName: expected/,
  );
  expect(() => parseCredential(JSON.stringify({ ...credential, proof: [credential.proof, credential.proof] }))).toThrow(
    /proof/,
  );
});

const wrong: [string, object, RegExp][] = [
  ["an unknown field", { firstNam: "Ada" }, /subject\.firstNam: not a field/],
  ["a country by name", { nationality: "Portugal" }, /subject\.nationality: expected an ISO/],
  ["a date that does not exist", { dateOfBirth: "2020-02-30" }, /subject\.dateOfBirth: expected a date/],
  ["a gender that idOS does not know", { gender: "female" }, /subject\.gender: expected one of/],
  ["an empty name", { firstName: "" }, /subject\.firstName: expected text/],
  ["nothing", {}, /subject: expected at least one field/],
];
for (const [what, subject, message] of wrong)
  test(`building refuses ${what}`, () => {
    const options = { issuerUrl: ISSUER, userId: USER, notesId: "b1f1", level: "basic", now: NOW };
    expect(() => buildCredential({ subject }, options)).toThrow(message);
  });

test("keys go to multibase and back, as Digital Bazaar writes them", async () => {
  const pair = await Ed25519VerificationKey2020.generate({ seed: SEED });
  expect(toMultikey(PUBLIC)).toBe(pair.publicKeyMultibase);
  expect(readPublicKey(pair.publicKeyMultibase, "key")).toEqual(PUBLIC);
  expect(() => readPublicKey(`z6Mk${"l".repeat(300)}`, "issuers[0].key")).toThrow("issuers[0].key");
});

test("Ascii85 matches idOS's and reads back", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  expect(toAscii85(bytes("Front"))).toBe("<~7WNEbF8~>");
  expect(toAscii85(bytes("Proof"))).toBe("<~:i^JmAc~>");
  expect(toAscii85(bytes("Selfie"))).toBe("<~;e9cWBk7~>");
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (data) =>
      expect([...(decodeAscii85(toAscii85(data)) ?? [])]).toEqual([...data]),
    ),
  );
});

test("canonical JSON is RFC 8785's", () => {
  // §3.2.3 and appendix B of the RFC.
  const value = {
    "\u20ac": "Euro Sign",
    "\r": "Carriage Return",
    "\ufb33": "Hebrew",
    "1": "One",
    "\ud83d\ude00": "Emoji",
    "\u0080": "Control",
    "\u00f6": "o",
  };
  expect(canonicalJson(value)).toBe(
    '{"\\r":"Carriage Return","1":"One","\u0080":"Control","\u00f6":"o","\u20ac":"Euro Sign","\ud83d\ude00":"Emoji","\ufb33":"Hebrew"}',
  );
  expect(canonicalJson({ b: [1e21, 0.002, true, null], a: undefined })).toBe('{"b":[1e+21,0.002,true,null]}');
});
