/**
 * Public notes as each part of the house reads them: the page finds by them, the enclave shows them, and the consumer's
 * server believes them or not. What one reads and another does not would be asked for, and then refused.
 */
import { expect, test } from "playwright/test";
import { boxPublicKey, seal } from "../../enclave/crypto/box.ts";
import { randomBytes, toBase64, utf8 } from "../../enclave/crypto/bytes.ts";
import { openCandidates } from "../../enclave/vault/candidates.ts";
import { ownCredentials } from "../../host-sdk/journeys/credentials.ts";
import { checkCredential } from "../../host-sdk/server/consuming/credential-checks.ts";
import type { VerifiableCredential } from "../../host-sdk/server/credential/verifiable-credential.ts";
import type { Grant } from "../../host-sdk/server/shared/shared-rows.ts";
import type { KnownIssuer } from "../../host-sdk/server/consuming/trusted-issuers.ts";
import type { Session } from "../../host-sdk/journeys/session.ts";

const ROW = crypto.randomUUID();
const ID = "3f8a1c52-7b1e-4c58-9a35-0d6a1d1c7e11";
const KEY = "ab".repeat(32);
const deep = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`;

interface Read {
  id?: string | undefined;
  type?: string | undefined;
  level?: string | undefined;
  status?: string | undefined;
  issuer?: string | undefined;
}

/** Notes, and what everybody is to read in them; undefined where nobody can. */
const NOTES: Record<string, [text: string, read: Read | undefined]> = {
  "all fields": [
    JSON.stringify({ id: ID, type: "kyc", level: "basic", status: "approved", issuer: "Neobank" }),
    { id: ID, type: "kyc", level: "basic", status: "approved", issuer: "Neobank" },
  ],
  "fields of the issuer's own": [
    JSON.stringify({ id: ID, status: "approved", batch: { n: 7 } }),
    { id: ID, status: "approved" },
  ],
  "a known field that is no text": [
    JSON.stringify({ id: ID, status: "approved", level: 2, type: null, issuer: { name: "Neobank" } }),
    { id: ID, status: "approved" },
  ],
  "a status that is no text": [JSON.stringify({ id: ID, status: true }), { id: ID }],
  "an id that is no text": [JSON.stringify({ id: 7, status: "approved" }), { status: "approved" }],
  "a revoked one": [JSON.stringify({ id: ID, status: "revoked" }), { id: ID, status: "revoked" }],
  "a name that objects have": [`{"__proto__":{"status":"approved"},"id":"${ID}","constructor":1}`, { id: ID }],
  "a name that is there twice": [
    `{"id":"${ID}","status":"approved","status":"revoked"}`,
    { id: ID, status: "revoked" },
  ],
  "spaces around": [` \n{"id":"${ID}","status":"approved"}\t`, { id: ID, status: "approved" }],
  "a hundred levels": [`{"id":"${ID}","status":"approved","more":${deep(99)}}`, { id: ID, status: "approved" }],
  "too many levels": [`{"id":"${ID}","status":"approved","more":${deep(101)}}`, undefined],
  "as long as they may be": [`{"id":"${ID}","status":"approved"}`.padStart(20_000), { id: ID, status: "approved" }],
  "longer than they may be": [`{"id":"${ID}","status":"approved"}`.padStart(20_001), undefined],
  "a list": [JSON.stringify([{ id: ID, status: "approved" }]), undefined],
  "a text": [JSON.stringify("approved"), undefined],
  null: ["null", undefined],
  "no JSON": ["approved", undefined],
  nothing: ["", undefined],
};

const known = ({ id, type, level, status, issuer }: Read): Read => ({ id, type, level, status, issuer });

async function inPage(publicNotes: string): Promise<Read | undefined> {
  const row = { id: ROW, public_notes: publicNotes, issuer_auth_public_key: KEY, original_id: null };
  const network = { call: async () => [row] };
  const [read] = await ownCredentials({ network } as unknown as Session, AbortSignal.timeout(10_000));
  return read?.notes;
}

/** The fields of the notes that are texts, as the window's lines show them. */
async function inEnclave(publicNotes: string): Promise<Read | undefined> {
  const secret = randomBytes(32);
  const { content, encryptorPublicKey } = seal(utf8('{"credentialSubject":{}}'), boxPublicKey(secret));
  const candidate = {
    id: ROW,
    publicNotes,
    issuerAuthPublicKey: KEY,
    content: toBase64(content),
    encryptorPublicKey: toBase64(encryptorPublicKey),
  };
  const { opened } = await openCandidates([candidate], secret, AbortSignal.timeout(10_000));
  const notes = opened[0]?.notes;
  const text = (key: string): string | undefined => {
    const value = notes && Object.hasOwn(notes, key) ? notes[key] : undefined;
    return typeof value === "string" ? value : undefined;
  };
  return (
    notes && {
      id: text("id"),
      type: text("type"),
      level: text("level"),
      status: text("status"),
      issuer: text("issuer"),
    }
  );
}

/** What a consumer's server makes of a row's status. */
async function onServer(publicNotes: string): Promise<string> {
  const issuer = { id: "neobank", rowKeys: [KEY], proofKeys: [] } as unknown as KnownIssuer;
  const { checks } = await checkCredential({
    // Nobody's proof: only what stands in the notes is looked at here.
    credential: {
      id: `https://neobank.example/credentials/${ID}`,
      credentialSubject: {},
      proof: { proofValue: "" },
    } as unknown as VerifiableCredential,
    contentHash: "",
    grant: { dataId: ROW, contentHash: "" } as Grant,
    issuers: [],
    originals: [{ issuer, rows: [{ id: ROW, publicNotes }] }],
    now: new Date(),
  });
  return checks.status.ok ? "approved" : checks.status.why;
}

function expectedStatus(read: Read | undefined): string {
  if (!read) return "Unknown: the issuer's notes cannot be read";
  if (read.status === "approved") return "approved";
  return read.status ? `The issuer's status is "${read.status}"` : "The issuer states no status";
}

for (const [what, [text, read]] of Object.entries(NOTES))
  test(`page, enclave and server read the same in notes with ${what}`, async () => {
    const expected = read && known(read);
    expect(await inPage(text)).toEqual(expected);
    expect(await inEnclave(text)).toEqual(expected);
    expect(await onServer(text)).toBe(expectedStatus(read));
  });
