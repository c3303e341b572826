/** From when and until when a credential counts: four dates say it, and numbers that a signature would write otherwise. */
import { expect, test } from "playwright/test";
import { fromHex } from "../../../../enclave/crypto/bytes.ts";
import { ed25519PublicKey } from "../../../../enclave/crypto/ed25519.ts";
import { checkCredential } from "../../../../host-sdk/server/consuming/credential-checks.ts";
import type { KnownIssuer } from "../../../../host-sdk/server/consuming/trusted-issuers.ts";
import { buildCredential } from "../../../../host-sdk/server/credential/build.ts";
import { CREDENTIALS_V1, ED25519_SIGNATURE_2020_V1 } from "../../../../host-sdk/server/credential/canonical-rdf.ts";
import { ENVELOPE_V2, SUBJECT_V3 } from "../../../../host-sdk/server/credential/idos-contexts.ts";
import { signCredential } from "../../../../host-sdk/server/credential/proof.ts";
import {
  parseCredential,
  type UnsignedCredential,
  type VerifiableCredential,
} from "../../../../host-sdk/server/credential/verifiable-credential.ts";

const SEED = fromHex("11".repeat(32));
const NOW = new Date("2026-03-01T12:00:00Z");
const USER = "0a3f1f60-9e0c-4b8e-9d5b-0c2a4e6f8b10";

const unsigned = (more: object = {}): UnsignedCredential => ({
  ...buildCredential(
    { subject: { firstName: "Ada" } },
    { issuerUrl: "https://neobank.example", userId: USER, notesId: "b1", level: "basic", now: NOW },
  ),
  ...more,
});
const sign = (credential: UnsignedCredential): Promise<VerifiableCredential> =>
  signCredential(credential, {
    seed: SEED,
    verificationMethod: "https://neobank.example/keys/1",
    created: "2026-03-01T12:00:00Z",
  });

const trusted = { unproven: "withhold", proofKeys: [ed25519PublicKey(SEED)] } as unknown as KnownIssuer;

/** What the consumer makes of the dates, with its issuer trusted or not. */
async function expiryOf(credential: VerifiableCredential, issuers: KnownIssuer[] = [trusted]) {
  const grant = { userId: USER, dataId: USER, contentHash: "" } as never;
  const { checks } = await checkCredential({ credential, contentHash: "", grant, issuers, originals: [], now: NOW });
  return checks.expiry;
}

const EARLY = "The credential is not valid yet";
const dates: [what: string, more: object, why: string | undefined][] = [
  ["no further dates", {}, undefined],
  ["dates around now", { validFrom: "2026-01-01T00:00:00Z", validUntil: "2027-01-01T00:00:00Z" }, undefined],
  ["validUntil that passed", { validUntil: "2026-02-01T00:00:00Z" }, "The credential expired on 2026-02-01"],
  [
    "validUntil that passed before a later expirationDate",
    { validUntil: "2026-02-01T00:00:00Z", expirationDate: "2030-01-01T00:00:00Z" },
    "The credential expired on 2026-02-01",
  ],
  [
    "expirationDate that passed before a later validUntil",
    { validUntil: "2030-01-01T00:00:00Z", expirationDate: "2026-02-02T00:00:00Z" },
    "The credential expired on 2026-02-02",
  ],
  ["validFrom to come", { validFrom: "2026-04-01T00:00:00Z" }, EARLY],
  [
    "validFrom that passed before an issuance to come",
    { validFrom: "2026-01-01T00:00:00Z", issuanceDate: "2026-04-01T00:00:00Z" },
    EARLY,
  ],
  ["validFrom within what clocks differ", { validFrom: "2026-03-01T12:04:00Z" }, undefined],
  ["validFrom that is no date", { validFrom: "soon" }, "The credential's dates cannot be read"],
  ["validUntil that is no date", { validUntil: "never" }, "The credential's dates cannot be read"],
];
for (const [what, more, why] of dates)
  test(`a credential with ${what} ${why ? "fails its expiry" : "holds"}, signed or not`, async () => {
    const credential = await sign(unsigned(more));
    const expected = why ? { ok: false, why } : { ok: true };
    expect(await expiryOf(credential)).toEqual(expected);
    expect(await expiryOf(credential, [])).toEqual(expected);
  });

test("dates that are no text are refused with the field's name", async () => {
  const { proof } = await sign(unsigned());
  const json = (more: object) => JSON.stringify({ ...unsigned(more), proof });
  expect(parseCredential(json({ validUntil: "2027-01-01T00:00:00Z" })).validUntil).toBe("2027-01-01T00:00:00Z");
  for (const field of ["validFrom", "validUntil"])
    for (const value of [5, true]) expect(() => parseCredential(json({ [field]: value }))).toThrow(field);
});

const v3 = (kycLevel: unknown, match: unknown): UnsignedCredential =>
  unsigned({
    "@context": [CREDENTIALS_V1, ENVELOPE_V2, ED25519_SIGNATURE_2020_V1],
    kycLevel,
    credentialSubject: { "@context": SUBJECT_V3, id: `urn:idos:user:${USER}`, biometricSelfieMatch: match },
  });

test("numbers that linked data writes as JSON does are signed", async () => {
  for (const number of [0, 1, -7, Number.MAX_SAFE_INTEGER])
    expect(await expiryOf(await sign(v3(number, 1)))).toEqual({ ok: true });
});

test("numbers that linked data writes in another form are refused when issuing, with the field named and no value", async () => {
  for (const number of [0.5, 1e-7, 2 ** 53, -(2 ** 53), 1e21, -0, Number.NaN, Infinity]) {
    const inSubject = sign(v3(2, number));
    await expect(inSubject, String(number)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    await expect(inSubject).rejects.toThrow(
      "credential.credentialSubject.biometricSelfieMatch: expected a whole number that JSON and linked data write alike, or text",
    );
    await expect(sign(v3(number, 1))).rejects.toThrow(/^credential\.kycLevel: expected a whole number/);
  }
});
