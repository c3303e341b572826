/** What a proof binds: against holders who write other JSON under it, and against documents that cost. */
import fc from "fast-check";
import jsonldModule from "jsonld";
import { expect, test } from "playwright/test";
import { fromHex, toBase64, utf8 } from "../../../../enclave/crypto/bytes.ts";
import { seal } from "../../../../enclave/crypto/box.ts";
import { fromBase64 } from "../../../../enclave/crypto/bytes.ts";
import { ed25519PublicKey, signRow } from "../../../../enclave/crypto/ed25519.ts";
import { upsertCredentialAsInserter } from "../../../../enclave/kwil/actions.ts";
import { createNetwork } from "../../../../host-sdk/network/network.ts";
import { toAscii85 } from "../../../../host-sdk/server/credential/ascii85.ts";
import {
  canonicalRdf,
  CREDENTIALS_V1,
  ED25519_SIGNATURE_2020_V1,
} from "../../../../host-sdk/server/credential/canonical-rdf.ts";
import {
  ENVELOPE_V1,
  ENVELOPE_V2,
  envelopeContexts,
  SUBJECT_V1,
  SUBJECT_V3,
  subjectContexts,
} from "../../../../host-sdk/server/credential/idos-contexts.ts";
import { readProven, verifyProof } from "../../../../host-sdk/server/credential/proof.ts";
import { envelopeTerms, subjectTerms } from "../../../../host-sdk/server/credential/terms.ts";
import { credentialsV1, ed25519Signature2020V1 } from "../../../../host-sdk/server/credential/w3c-contexts.ts";
import type { VerifiableCredential } from "../../../../host-sdk/server/credential/verifiable-credential.ts";
import {
  allHold,
  createConsumer,
  createKeys,
  memoryStore,
  publicKeys,
  type ReceivedGrant,
  type RefusedGrant,
  type TrustedIssuer,
} from "../../../../host-sdk/server/index.ts";
import { ed25519Signer } from "../../../../host-sdk/server/shared/signers.ts";
import { bare, ISSUER, type Changes } from "./bare-credential.ts";
import { useScene } from "./scene.ts";
import { addOwn, ask, join, newPerson, share, until } from "./world.ts";

const scene = useScene();
const { world, backend } = scene;
const acmeKeys = createKeys();
const acme = publicKeys(acmeKeys);

/** A person with such a credential on the network. */
async function customer(change?: Changes) {
  const person = newPerson(world.url);
  const userId = await join(backend(), person);
  const [id, notesId] = [crypto.randomUUID(), crypto.randomUUID()];
  const seed = fromHex(world.inserter.issuer ?? "");
  const credential = await bare(seed, userId, notesId, change);
  const box = seal(utf8(JSON.stringify(credential)), fromBase64(person.encryptionPublicKey));
  const notes = JSON.stringify({ id: notesId, type: "kyc", level: "basic+liveness", status: "approved" });
  const row = signRow(notes, box.content, seed);
  await createNetwork({ node: world.url, signer: ed25519Signer(seed) }).execute(upsertCredentialAsInserter, {
    id,
    user_id: userId,
    issuer_auth_public_key: row.issuerAuthPublicKey,
    encryptor_public_key: toBase64(box.encryptorPublicKey),
    content: toBase64(box.content),
    public_notes: notes,
    public_notes_signature: row.publicNotesSignature,
    broader_signature: row.broaderSignature,
  });
  return { person, userId, id, credential };
}

type Customer = Awaited<ReturnType<typeof customer>>;

/** Shares what the person made of their credential, and reads it. */
async function read(ada: Customer, alter: (c: VerifiableCredential) => void, issuer: Partial<TrustedIssuer> = {}) {
  const altered = structuredClone(ada.credential) as VerifiableCredential;
  alter(altered);
  const { grantId } = await share(ada.person, ada.id, utf8(JSON.stringify(altered)), acme);
  const consumer = createConsumer({ node: world.url, keys: acmeKeys, issuers: [{ ...scene.neobank, ...issuer }] });
  return consumer.read(grantId);
}

const exchange = (a: string, b: string) => (c: VerifiableCredential) => {
  const { [a]: first, [b]: second } = c.credentialSubject;
  Object.assign(c.credentialSubject, { [a]: second, [b]: first });
};
const exchanges: [string, (c: VerifiableCredential) => void][] = [
  ["names", exchange("firstName", "familyName")],
  ["dates", exchange("dateOfBirth", "idDocumentDateOfIssue")],
  ["countries", exchange("nationality", "residentialAddressCountry")],
  [
    "a field for another of its type",
    (c) => {
      Object.assign(c.credentialSubject, { placeOfBirth: c.credentialSubject["familyName"] });
      delete c.credentialSubject["familyName"];
    },
  ],
  [
    "the context, and so all names",
    (c) => {
      const { id = "", residentialAddressProofDateOfIssue: date } = c.credentialSubject;
      c.credentialSubject = {
        "@context": SUBJECT_V3,
        id,
        personFirstName: "Lovelace",
        personFamilyName: "Ada",
        personDateOfBirth: date,
      };
    },
  ],
];

for (const [what, alter] of exchanges)
  test(`threat 32: a holder who exchanges ${what} gives a consumer none of the values as the issuer's`, async () => {
    // Of the last, only what has the same statements under other names.
    const keep = ["@context", "id", "firstName", "familyName", "residentialAddressProofDateOfIssue"];
    const ada = await customer(
      what.startsWith("the context")
        ? ({ credentialSubject }) => {
            for (const name of Object.keys(credentialSubject)) if (!keep.includes(name)) delete credentialSubject[name];
          }
        : undefined,
    );
    const altered = await read(ada, alter);
    expect(altered.checks.proof).toEqual({ ok: true });
    expect(allHold(altered.checks)).toBe(true);
    expect(altered.credential.credentialSubject).toEqual({ id: `urn:idos:user:${ada.userId}` });
    expect(altered.credential).toMatchObject({
      level: "basic+liveness",
      issuer: `${ISSUER}/issuers/1`,
      expirationDate: ada.credential.expirationDate,
      approvedAt: ada.credential.approvedAt,
    });
    expect(altered.credential).toEqual((await read(ada, () => {})).credential);
    expect(altered.unproven?.why).toContain("not which field has which");
    expect(JSON.stringify(altered.unproven?.credentialSubject)).toContain("Lovelace");
  });

test("threat 32: a consumer may refuse unproven values of an issuer, or accept them", async () => {
  const ada = await customer();
  const swap = exchange("firstName", "familyName");
  const refused = await read(ada, swap, { unproven: "refuse" });
  expect(refused.checks.proof).toEqual({ ok: false, why: expect.stringContaining("not which field has which") });
  expect(refused.credential.credentialSubject).toEqual({ id: `urn:idos:user:${ada.userId}` });
  const accepted = await read(ada, swap, { unproven: "accept" });
  expect(allHold(accepted.checks)).toBe(true);
  expect(accepted.credential.credentialSubject).toMatchObject({ firstName: "Lovelace", nationality: "GB" });
  expect(accepted.unproven?.credentialSubject).toMatchObject({ firstName: "Lovelace" });
  expect(() =>
    createConsumer({ node: world.url, keys: acmeKeys, issuers: [{ ...scene.neobank, unproven: "yes" as "accept" }] }),
  ).toThrow(/^issuers\[0\]\.unproven/);
});

test("threat 32: an app is handed what is bound, with the rest apart, or told that it was refused", async () => {
  const ada = await customer();
  for (const unproven of ["withhold", "refuse"] as const) {
    const keys = createKeys();
    const received: ReceivedGrant[] = [];
    const refused: RefusedGrant[] = [];
    const handler = backend({
      keys,
      name: "Acme",
      issuers: [{ ...scene.neobank, unproven }],
      verify: undefined,
      credential: undefined,
      store: memoryStore(),
      onGrant: (grant) => void received.push(grant),
      onRefused: (grant) => void refused.push(grant),
    });
    await handler.ready;
    const { grantId } = await share(ada.person, ada.id, utf8(JSON.stringify(ada.credential)), publicKeys(keys));
    await ask(handler, "/grants", { grantId });
    await until(() => received.length + refused.length > 0, "the grant was read");
    if (unproven === "refuse") expect(refused[0]?.checks?.proof.ok).toBe(false);
    else {
      expect(Object.keys(received[0]?.credential.credentialSubject ?? {})).toEqual(["id"]);
      expect(received[0]?.unproven?.credentialSubject).toMatchObject({ firstName: "Ada" });
    }
  }
});

test("threat 32: of a credential that no trusted key signed, nothing is handed on as the issuer's", async () => {
  const ada = await customer();
  const eve = newPerson(world.url);
  const userId = await join(backend(), eve);
  const forged = JSON.stringify({ ...ada.credential, level: "plus" });
  const id = await addOwn(eve, utf8(forged), JSON.stringify({ id: "x", status: "approved" }));
  const { grantId } = await share(eve, id, utf8(forged), acme);
  const { credential, unproven, checks } = await createConsumer({
    node: world.url,
    keys: acmeKeys,
    issuers: [scene.neobank],
  }).read(grantId);
  expect(userId).not.toBe(ada.userId);
  expect(checks.proof.ok).toBe(false);
  expect(credential).toEqual({ credentialSubject: {} });
  expect(unproven?.envelope).toMatchObject({ level: "plus" });
});

const SEED = fromHex("11".repeat(32));
const KEYS = [ed25519PublicKey(SEED)];
const USER = "0a3f1f60-9e0c-4b8e-9d5b-0c2a4e6f8b10";

const unsigned: [string, Changes][] = [
  ["an IRI that a prefix abbreviates", (c) => Object.assign(c, { holder: "xsd:holder" })],
  ["a truth that a context makes a time", (c) => Object.assign(c, { validUntil: true })],
  [
    "a number that RDF rounds to another",
    (c) => Object.assign(c, { kycLevel: 1e-7, "@context": [CREDENTIALS_V1, ENVELOPE_V2, ED25519_SIGNATURE_2020_V1] }),
  ],
];
for (const [what, change] of unsigned)
  test(`threat 32: a value that is not signed is refused: ${what}`, async () => {
    const credential = await bare(SEED, USER, "b1", change);
    const result = await readProven(credential as VerifiableCredential, KEYS);
    expect(result).toEqual({ ok: false, why: "The credential has values that its proof does not cover" });
  });

test("threat 32: values of every datatype are read back as the issuer wrote them, where they are bound", async () => {
  const credential = (await bare(SEED, USER, "b1", (c) => {
    c["@context"] = [CREDENTIALS_V1, ENVELOPE_V2, ED25519_SIGNATURE_2020_V1];
    Object.assign(c, { kycLevel: 2, holder: "urn:holder", validUntil: "2031-01-01T00:00:00Z" });
    c.type = ["VerifiableCredential", "urn:b", "urn:a"];
    c.credentialSubject = {
      "@context": SUBJECT_V3,
      id: "did:example:1",
      personStateless: true,
      biometricSelfieMatch: 0.5,
      screeningPepConfidenceScore: 0.25,
    };
  })) as VerifiableCredential;
  for (const types of [
    ["VerifiableCredential", "urn:b", "urn:a"],
    ["urn:a", "VerifiableCredential", "urn:b"],
  ]) {
    const result = await readProven({ ...credential, type: types }, KEYS);
    if (!result.ok) throw new Error(result.why);
    expect(result.read.credential).toMatchObject({
      type: ["VerifiableCredential", "urn:a", "urn:b"],
      kycLevel: 2,
      level: "basic+liveness",
      holder: "urn:holder",
      validUntil: "2031-01-01T00:00:00Z",
    });
    expect(result.read.credential.credentialSubject).toEqual({ id: "did:example:1" });
    expect(result.read.unproven).toMatchObject({
      envelope: {},
      credentialSubject: { personStateless: true, biometricSelfieMatch: 0.5, screeningPepConfidenceScore: 0.25 },
    });
  }
});

/** Every way to write a credential anew that may make the same statements. */
const names = [...new Set([...subjectTerms.values()].flatMap((found) => [...found]))].filter((name) => name !== "xsd");
const seldom = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const rewriting = fc.record({
  renamed: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 2 }),
  exchanged: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 3 }),
  subjectContext: seldom(fc.constantFrom(...subjectContexts.keys())),
  envelopes: seldom(fc.shuffledSubarray([ENVELOPE_V1, ENVELOPE_V2, ED25519_SIGNATURE_2020_V1], { minLength: 1 })),
  repeated: seldom(fc.nat()),
  typedTwice: seldom(fc.constant(true)),
});
type Rewriting = typeof rewriting extends fc.Arbitrary<infer T> ? T : never;

function rewrite(credential: VerifiableCredential, how: Rewriting): VerifiableCredential {
  const { "@context": context, id, ...claims } = structuredClone(credential.credentialSubject);
  let entries = Object.entries(claims);
  const at = (i: number): number => i % entries.length;
  // A name for the same IRI: the others hold for no statement that was signed.
  const defined = subjectContexts.get(how.subjectContext ?? SUBJECT_V1)?.["@context"] ?? {};
  const alike = (name: string): string[] =>
    [...subjectTerms.values()]
      .filter((found) => found.has(name))
      .flatMap((found) => [...found].filter((other) => Object.hasOwn(defined, other)));
  for (const [i, n] of how.renamed) {
    const entry = entries[at(i)];
    const choice = entry && alike(entry[0]);
    if (entry && choice?.length) entry[0] = choice[n % choice.length] ?? entry[0];
  }
  for (const [a, b] of how.exchanged) {
    const [first, second] = [entries[at(a)], entries[at(b)]];
    if (first && second) [first[1], second[1]] = [second[1], first[1]];
  }
  const copied = how.repeated === undefined ? undefined : entries[at(how.repeated)];
  if (copied) entries = [...entries, [alike(copied[0])[0] ?? copied[0], copied[1]]];
  return {
    ...credential,
    ...(how.envelopes && { "@context": [CREDENTIALS_V1, ...how.envelopes] }),
    ...(how.typedTwice && { type: [...credential.type, "https://www.w3.org/2018/credentials#VerifiableCredential"] }),
    credentialSubject: {
      "@context": how.subjectContext ?? context,
      ...(id !== undefined && { id }),
      ...Object.fromEntries(entries),
    },
  };
}

test("threat 32: whatever is written under a proof that holds, what is read is the same", async () => {
  const genuine = (await bare(SEED, USER, "b1")) as VerifiableCredential;
  const first = await readProven(genuine, KEYS);
  if (!first.ok) throw new Error(first.why);
  let held = 0;
  await fc.assert(
    fc.asyncProperty(rewriting, async (how) => {
      const result = await readProven(rewrite(genuine, how), KEYS);
      if (!result.ok) return;
      held++;
      expect(result.read.credential).toEqual(first.read.credential);
    }),
    { numRuns: 400 },
  );
  // Else the property says nothing.
  expect(held).toBeGreaterThan(20);
});

test("threat 32: names that stand for one IRI are those that JSON-LD reads so, in every context", async () => {
  const jsonld = jsonldModule as unknown as {
    processContext(active: object, local: object | null, options: object): Promise<ActiveContext>;
  };
  const options = { base: null, documentLoader: null, processingMode: "json-ld-1.1" };
  const initial = await jsonld.processContext({}, null, options);
  interface ActiveContext {
    mappings: Map<string, { "@id": string; "@context"?: object } | null>;
  }
  const read = new Map<string, Set<string>>();
  async function collect(active: object, local: object): Promise<void> {
    const processed = await jsonld.processContext(active, { "@context": local }, options);
    for (const [name, mapping] of processed.mappings) {
      if (!mapping) continue;
      const { "@id": iri, "@context": inner } = mapping;
      if (!iri.startsWith("@")) read.set(iri, (read.get(iri) ?? new Set()).add(name));
      if (inner && Object.hasOwn(local, name)) await collect(processed, inner);
    }
  }
  const envelopes = [credentialsV1, ed25519Signature2020V1, ...[...envelopeContexts.values()].flat()];
  for (const { "@context": context } of envelopes) await collect(initial, context);
  const sorted = (terms: ReadonlyMap<string, ReadonlySet<string>>) =>
    [...terms].map(([iri, found]) => [iri, [...found].sort()] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  expect(sorted(envelopeTerms)).toEqual(sorted(read));
  for (const { "@context": context } of subjectContexts.values()) await collect(initial, context);
  expect(sorted(subjectTerms)).toEqual(sorted(read));
  expect(names).toContain("firstName");
});

test("threat 32: with a digest of the fields, any other JSON under the proof is refused", async () => {
  const { signCredential } = await import("../../../../host-sdk/server/credential/proof.ts");
  const { proof: _, ...document } = (await bare(SEED, USER, "b1")) as VerifiableCredential;
  const ours = await signCredential(document, {
    seed: SEED,
    verificationMethod: `${ISSUER}/keys/1`,
    created: "2026-03-01T12:00:00Z",
  });
  const genuine = await readProven(ours, KEYS);
  expect(genuine).toMatchObject({ ok: true, read: { credential: ours } });
  expect(genuine.ok && genuine.read.unproven).toBeUndefined();
  await fc.assert(
    fc.asyncProperty(rewriting, async (how) => {
      const other = rewrite(ours, how);
      const result = await readProven(other, KEYS);
      const plain = ({ proof: __, ...rest }: VerifiableCredential) => rest;
      if (result.ok) expect(plain(other)).toEqual(plain(ours));
    }),
    { numRuns: 200 },
  );
});

const costly: [string, (c: VerifiableCredential) => object, RegExp][] = [
  ["a name that is an IRI", (c) => ({ ...c, "urn:idos:vip": "yes" }), /a field whose name is an IRI/],
  [
    "a compact name that is an IRI",
    (c) => ({ ...c, credentialSubject: { ...c.credentialSubject, "xsd:string": "Eve" } }),
    /a field whose name is an IRI/,
  ],
  [
    "301 fields",
    (c) => ({
      ...c,
      credentialSubject: {
        ...c.credentialSubject,
        ...Object.fromEntries(Array.from({ length: 301 }, (_, i) => [`f${i}`, i])),
      },
    }),
    /more than 300 fields/,
  ],
  [
    "301 types",
    (c) => ({ ...c, type: [...c.type, ...Array.from({ length: 301 }, (_, i) => `urn:${i}`)] }),
    /more than 300 fields/,
  ],
  ["a blank node as its id", (c) => ({ ...c, id: "_:b0" }), /a name of a blank node/],
  [
    "a blank node as its subject",
    (c) => ({ ...c, credentialSubject: { ...c.credentialSubject, id: "_:b0" } }),
    /a name of a blank node/,
  ],
  [
    "half a character",
    (c) => ({ ...c, credentialSubject: { ...c.credentialSubject, firstName: "\ud800" } }),
    /a text that is no Unicode/,
  ],
  ["nested values", (c) => ({ ...c, evidence: { a: [{}, {}] } }), /a field that holds more than one value/],
  [
    "null",
    (c) => ({ ...c, credentialSubject: { ...c.credentialSubject, firstName: null } }),
    /a field that holds more than one value/,
  ],
  ["a long issuer", (c) => ({ ...c, issuer: `urn:${"a".repeat(3_000)}` }), /longer than its field allows/],
  ["a keyword", (c) => ({ ...c, "@graph": "urn:x" }), /a keyword of JSON-LD/],
];
for (const [what, change, why] of costly)
  test(`threat 34: a credential with ${what} is refused before it is canonicalised`, async () => {
    const altered = change((await bare(SEED, USER, "b1")) as VerifiableCredential) as VerifiableCredential;
    const result = await verifyProof(altered, KEYS);
    expect(result).toEqual({ ok: false, why: expect.stringMatching(why) });
  });

test("threat 34: files of several MB inside a credential are proven as before, byte by byte", async () => {
  const bytes = new Uint8Array(2_000_000).map((_, i) => (i * 2_654_435_761) >>> 11);
  const awkward = `<~${'"\\\n\r\t\u0001\u007f\u00e9\u{1f600}'.repeat(60_000)}~>`;
  const credential = (await bare(SEED, USER, "b1", (c) => {
    Object.assign(c.credentialSubject, {
      selfieFile: toAscii85(bytes),
      idDocumentFrontFile: awkward,
      idDocumentBackFile: awkward,
    });
  })) as VerifiableCredential;
  // The library by itself, with every value in place.
  const { proof, ...document } = credential;
  const contexts = [credentialsV1, ...(envelopeContexts.get(ENVELOPE_V1)?.slice(0, 1) ?? []), ed25519Signature2020V1];
  const whole = await jsonldModule.canonize(
    {
      ...document,
      "@context": contexts.map((context) => context["@context"]),
      credentialSubject: { ...document.credentialSubject, "@context": subjectContexts.get(SUBJECT_V1)?.["@context"] },
    },
    {
      algorithm: "RDFC-1.0",
      format: "application/n-quads",
      base: null,
      safe: true,
      documentLoader: () => Promise.reject(new Error("not stored")),
    },
  );
  const { proofValue: __, ...options } = proof;
  const [reading] = await canonicalRdf(document, options);
  expect(reading?.document === whole).toBe(true);
  const result = await readProven(credential, KEYS);
  expect(result.ok && result.read.unproven?.credentialSubject["idDocumentFrontFile"] === awkward).toBe(true);
  const other = {
    ...credential,
    credentialSubject: { ...credential.credentialSubject, selfieFile: toAscii85(bytes.fill(1, 0, 1)) },
  };
  expect((await verifyProof(other, KEYS)).ok).toBe(false);
});
