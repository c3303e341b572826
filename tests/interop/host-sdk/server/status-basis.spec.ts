/** What an approved status rests on: notes that name the credential, or the row behind the copy alone. */
import { expect, test } from "playwright/test";
import { fromBase64, fromHex, randomBytes, toBase64, toHex, utf8 } from "../../../../enclave/crypto/bytes.ts";
import { seal } from "../../../../enclave/crypto/box.ts";
import { ed25519PublicKey, signRow } from "../../../../enclave/crypto/ed25519.ts";
import { editPublicNotesAsIssuer, upsertCredentialAsInserter } from "../../../../enclave/kwil/actions.ts";
import { createNetwork } from "../../../../host-sdk/network/network.ts";
import { checkCredential } from "../../../../host-sdk/server/consuming/credential-checks.ts";
import { readIssuers } from "../../../../host-sdk/server/consuming/trusted-issuers.ts";
import { signCredential } from "../../../../host-sdk/server/credential/proof.ts";
import type { VerifiableCredential } from "../../../../host-sdk/server/credential/verifiable-credential.ts";
import {
  allHold,
  createConsumer,
  createKeys,
  publicKeys,
  type StatusResult,
  type TrustedIssuer,
} from "../../../../host-sdk/server/index.ts";
import { ed25519Signer } from "../../../../host-sdk/server/shared/signers.ts";
import { bare, ISSUER } from "./bare-credential.ts";
import { useScene } from "./scene.ts";
import { join, newPerson, share } from "./world.ts";

const scene = useScene();
const { world, backend } = scene;
const acmeKeys = createKeys();

const SEED = randomBytes(32);
const USER = crypto.randomUUID();
/** By this the credential is known; other notes have an id of their own. */
const ID = crypto.randomUUID();
const BANK: TrustedIssuer = { id: "bank", name: "Bank", authPublicKeys: [toHex(ed25519PublicKey(SEED))] };

/** The same credential by an issuer that uses this package. */
async function digested(): Promise<VerifiableCredential> {
  const { proof, ...unsigned } = await bare(SEED, USER, ID);
  return signCredential(unsigned, { seed: SEED, verificationMethod: proof.verificationMethod, created: proof.created });
}

/** The status of a credential behind whose copy a row with these notes stands, beside other rows of the person. */
async function statusOf(
  credential: VerifiableCredential,
  notes: string,
  { issuers = [BANK], others = [] as string[] } = {},
): Promise<StatusResult> {
  const dataId = crypto.randomUUID();
  const rows = [
    ...others.map((publicNotes) => ({ id: crypto.randomUUID() as string, publicNotes })),
    { id: dataId, publicNotes: notes },
  ];
  const known = readIssuers(issuers);
  const { checks } = await checkCredential({
    credential,
    contentHash: "",
    grant: { id: dataId, userId: USER, dataId, lockedUntil: 0, contentHash: "" },
    issuers: known,
    originals: known.map((issuer) => ({ issuer, rows })),
    now: new Date(),
  });
  expect(checks).toMatchObject({ proof: { ok: true }, issuer: { ok: true } });
  return checks.status;
}

const full = { type: "kyc", level: "basic", status: "approved", issuer: "Bank" };
const { status: _status, ...noStatus } = full;
const { issuer: _issuer, ...noIssuer } = full;
const RANDOM = crypto.randomUUID();
const refused = (why: string): StatusResult => ({ ok: false, why });
const ok = (basis: "network" | "credential"): StatusResult => ({ ok: true, basis });
const ANOTHERS = refused("The row behind this copy is another credential's");
const NAMELESS = refused("Unknown: the issuer's notes name no credential");
const UNREADABLE = refused("Unknown: the issuer's notes cannot be read");
const NO_STATUS = refused("The issuer states no status");

/** Notes, what they are worth by themselves, and where they have to name the credential. */
const OUTCOMES: [what: string, notes: string, network: StatusResult, strict: StatusResult][] = [
  ["that name the credential", JSON.stringify({ ...full, id: ID }), ok("credential"), ok("credential")],
  ["with an id drawn at random", JSON.stringify({ ...full, id: RANDOM }), ok("network"), ANOTHERS],
  ["without an id", JSON.stringify(full), ok("network"), NAMELESS],
  ["with an empty id", JSON.stringify({ ...full, id: "" }), ok("network"), NAMELESS],
  ["without an issuer", JSON.stringify({ ...noIssuer, id: RANDOM }), ok("network"), ANOTHERS],
  ["that name it, without an issuer", JSON.stringify({ ...noIssuer, id: ID }), ok("credential"), ok("credential")],
  ["without a status", JSON.stringify({ ...noStatus, id: RANDOM }), NO_STATUS, ANOTHERS],
  ["that name it, without a status", JSON.stringify({ ...noStatus, id: ID }), NO_STATUS, NO_STATUS],
  ["without id, status and issuer", JSON.stringify({ type: "kyc", level: "basic" }), NO_STATUS, NAMELESS],
  [
    "of a revoked credential, without an id",
    JSON.stringify({ ...full, status: "revoked" }),
    refused('The issuer\'s status is "revoked"'),
    NAMELESS,
  ],
  ["that are no JSON", "approved", UNREADABLE, UNREADABLE],
];

for (const [what, notes, network, strict] of OUTCOMES)
  test(`notes ${what} are worth what is stated, by themselves and where they have to name the credential`, async () => {
    const foreign = await bare(SEED, USER, ID);
    expect(await statusOf(foreign, notes)).toEqual(network);
    expect(await statusOf(foreign, notes, { issuers: [{ ...BANK, statusBasis: "credential" }] })).toEqual(strict);
    // A credential that carries a digest of its fields keeps the strict rule, whatever the entry says.
    expect(await statusOf(await digested(), notes, { issuers: [{ ...BANK, statusBasis: "network" }] })).toEqual(strict);
  });

test("of two entries that trust one key, the stricter one counts", async () => {
  const strict: TrustedIssuer = { ...BANK, id: "bank-2", statusBasis: "credential" };
  const notes = JSON.stringify({ ...full, id: RANDOM });
  for (const issuers of [
    [BANK, strict],
    [strict, BANK],
  ])
    expect(await statusOf(await bare(SEED, USER, ID), notes, { issuers })).toEqual(ANOTHERS);
});

test("a credential that another row names is that row's, whoever issued it, and is not approved by this one", async () => {
  const others = [JSON.stringify({ ...full, id: ID, status: "revoked" })];
  const foreign = await bare(SEED, USER, ID);
  expect(await statusOf(foreign, JSON.stringify({ ...full, id: RANDOM }), { others })).toEqual(ANOTHERS);
  expect(await statusOf(foreign, JSON.stringify(full), { others })).toEqual(ANOTHERS);
  // Rows of one id are one credential's, also where it is not this one's.
  expect(
    await statusOf(foreign, JSON.stringify({ ...full, id: RANDOM }), {
      others: [JSON.stringify({ ...full, id: RANDOM, status: "revoked" })],
    }),
  ).toEqual(refused('The issuer\'s status is "revoked"'));
  // Those without an id are nobody's in particular.
  expect(
    await statusOf(foreign, JSON.stringify(full), { others: [JSON.stringify({ ...full, status: "revoked" })] }),
  ).toEqual(ok("network"));
});

test("what a status may rest on is one of two words", () => {
  expect(() => readIssuers([{ ...BANK, statusBasis: "none" as "network" }])).toThrow(
    "issuers[0].statusBasis: expected network, credential",
  );
});

test("a credential by idOS's own guide is read, says what its status rests on, and is refused once revoked", async () => {
  const seed = fromHex(world.inserter.issuer ?? "");
  const person = newPerson(world.url);
  const userId = await join(backend(), person);
  const asIssuer = createNetwork({ node: world.url, signer: ed25519Signer(seed) });
  const add = async (notes: object) => {
    const plaintext = utf8(JSON.stringify(await bare(seed, userId, crypto.randomUUID())));
    const box = seal(plaintext, fromBase64(person.encryptionPublicKey));
    const row = signRow(JSON.stringify(notes), box.content, seed);
    const id = crypto.randomUUID();
    await asIssuer.execute(upsertCredentialAsInserter, {
      id,
      user_id: userId,
      issuer_auth_public_key: row.issuerAuthPublicKey,
      encryptor_public_key: toBase64(box.encryptorPublicKey),
      content: toBase64(box.content),
      public_notes: JSON.stringify(notes),
      public_notes_signature: row.publicNotesSignature,
      broader_signature: row.broaderSignature,
    });
    return (await share(person, id, plaintext, publicKeys(acmeKeys))).grantId;
  };
  const asked: string[] = [];
  const reading = async (grantId: string, issuer: Partial<TrustedIssuer> = {}) => {
    const consumer = createConsumer({
      node: world.url,
      keys: acmeKeys,
      issuers: [{ ...scene.neobank, ...issuer }],
      fetch: async (input, init) => {
        if (!String(input).startsWith(ISSUER)) return fetch(input, init);
        asked.push(String(input));
        throw new TypeError("connection refused");
      },
    });
    return (await consumer.read(grantId)).checks;
  };

  const [named, nameless] = [await add({ ...full, id: RANDOM }), await add(full)];
  for (const grantId of [named, nameless]) {
    const checks = await reading(grantId);
    expect(allHold(checks)).toBe(true);
    expect(checks.status).toEqual(ok("network"));
    expect((await reading(grantId, { statusBasis: "credential" })).status.ok).toBe(false);
  }
  // An issuer is asked by the notes' id; without one it cannot be, and its silence is nobody's word.
  const asking = { statusUrl: `${ISSUER}/idos/status`, statusUnreachable: "accept" } as const;
  expect((await reading(named, asking)).status).toEqual(ok("network"));
  expect(asked).toEqual([`${ISSUER}/idos/status/${RANDOM}`]);
  expect((await reading(nameless, asking)).status).toEqual(refused("The issuer cannot be asked: its notes have no id"));
  expect(asked).toHaveLength(1);

  const revoked = JSON.stringify({ ...full, id: RANDOM, status: "revoked" });
  await asIssuer.execute(editPublicNotesAsIssuer, { public_notes_id: RANDOM, public_notes: revoked });
  expect((await reading(named)).status).toEqual(refused('The issuer\'s status is "revoked"'));
});
