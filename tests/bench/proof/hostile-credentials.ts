/** Credentials that are made to cost whoever reads them, as JSON, with what they try. */
import { ENVELOPE_V1, ENVELOPE_V2, SUBJECT_V3 } from "../../../host-sdk/server/credential/idos-contexts.ts";
import type { VerifiableCredential } from "../../../host-sdk/server/credential/verifiable-credential.ts";

const SIZE = 12 * 1024 * 1024;
const repeat = (text: string, length = SIZE): string => text.repeat(Math.floor(length / text.length));

type Changes = Record<string, unknown>;

/**
 * Hostile variants of a credential.
 * @param names of fields that a context defines
 */
export function* hostileCredentials(
  genuine: VerifiableCredential,
  names: readonly string[],
): Generator<[name: string, json: string]> {
  const json = (changes: Changes, subject: Changes = {}) =>
    JSON.stringify({ ...genuine, credentialSubject: { ...genuine.credentialSubject, ...subject }, ...changes });
  const fields = (count: number, name: (i: number) => string, value: (i: number) => unknown): Changes =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [name(i), value(i)]));
  const known = names.filter((name) => !name.startsWith("@") && name !== "xsd");
  const v3 = { "@context": SUBJECT_V3, firstName: undefined, familyName: undefined };

  yield [
    "200 000 fields that are IRIs",
    json(
      {},
      fields(
        200_000,
        (i) => `urn:x:${i}`,
        (i) => i,
      ),
    ),
  ];
  yield [
    "290 fields that are IRIs",
    json(
      {},
      fields(
        290,
        (i) => `urn:x:${i}`,
        () => "_:b",
      ),
    ),
  ];
  yield [
    "290 fields that no context defines",
    json(
      {},
      fields(
        290,
        (i) => `field${i}`,
        (i) => `${i}`,
      ),
    ),
  ];
  yield [
    "every field, in two readings",
    json(
      {},
      {
        ...v3,
        ...fields(
          known.length,
          (i) => known[i] ?? "",
          (i) => `${i}`,
        ),
      },
    ),
  ];
  yield [
    "four readings",
    json(
      { "@context": [...genuine["@context"], ENVELOPE_V2] },
      {
        ...v3,
        ...fields(
          known.length,
          (i) => known[i] ?? "",
          (i) => `${i}`,
        ),
      },
    ),
  ];
  yield [
    "long values that are alike",
    json(
      {},
      {
        ...v3,
        ...fields(
          known.length,
          (i) => known[i] ?? "",
          (i) => repeat("a", SIZE / known.length) + i,
        ),
      },
    ),
  ];
  yield ["a text of 12 MB", json({}, { firstName: repeat("a") })];
  yield ["a text of control characters", json({}, { firstName: repeat("\u0001", SIZE / 6) })];
  yield ["a text of quotes", json({}, { firstName: repeat('"', SIZE / 2) })];
  yield ["a text of Chinese", json({}, { firstName: repeat("\u4e2d", SIZE / 3) })];
  yield ["a name of 12 MB", json({}, { [repeat("a")]: 1 })];
  yield [
    "names that are long and alike",
    json(
      {},
      fields(
        600,
        (i) => repeat("a", 20_000) + String(i).padStart(4, "0"),
        () => 1,
      ),
    ),
  ];
  yield ["a type of 12 MB", json({ type: ["VerifiableCredential", `urn:${repeat("a")}`] })];
  yield ["an issuer of 12 MB", json({ issuer: `urn:${repeat("a")}` })];
  yield ["an id of 12 MB", json({}, { id: `urn:${repeat("a")}` })];
  yield ["a million types", json({ type: Array.from({ length: 1_000_000 }, (_, i) => `urn:${i}`) })];
  yield [
    "a thousand types",
    json({ type: ["VerifiableCredential", ...Array.from({ length: 1_000 }, (_, i) => `urn:${i}`)] }),
  ];
  yield [
    "a thousand contexts",
    json({ "@context": [...genuine["@context"], ...Array.from({ length: 1_000 }, (_, i) => `urn:${i}`)] }),
  ];
  yield [
    "the same context often",
    json({ "@context": [...genuine["@context"], ...Array.from({ length: 250 }, () => ENVELOPE_V1)] }),
  ];
  yield ["a context of its own", json({ "@context": [...genuine["@context"], { "@vocab": "urn:" }] })];
  yield ["brackets, five million deep", json({}).replace('"Ada"', `${"[".repeat(5e6)}${"]".repeat(5e6)}`)];
  yield ["brackets, 150 000 deep", json({}).replace('"Ada"', `${"[".repeat(150_000)}${"]".repeat(150_000)}`)];
  yield ["six million numbers", json({}).replace('"Ada"', `[${"1,".repeat(6e6)}1]`)];
  yield ["300 000 numbers", json({}).replace('"Ada"', `[${"1,".repeat(300_000)}1]`)];
  yield [
    "290 empty objects",
    json(
      {},
      fields(
        290,
        (i) => `field${i}`,
        () => ({}),
      ),
    ),
  ];
  const alike = (depth: number): unknown => (depth ? { firstName: [alike(depth - 1), alike(depth - 1)] } : {});
  yield [
    "a tree of blank nodes that are alike",
    json({ credentialSubject: { "@context": SUBJECT_V3, ...(alike(13) as object) } }),
  ];
  yield [
    "a ring of blank nodes that are alike",
    json({
      "@graph": Array.from({ length: 5_000 }, (_, i) => ({
        "@id": `_:b${i}`,
        "urn:next": { "@id": `_:b${(i + 1) % 5_000}` },
      })),
    }),
  ];
  for (const keyword of ["@graph", "@reverse", "@included", "@nest", "@list", "@set", "@type", "@json"])
    yield [`${keyword} in the subject`, json({}, { [keyword]: "urn:x" })];
  yield ["a hundred proofs", json({ proof: Array.from({ length: 100 }, () => genuine.proof) })];
  yield ["a chain of proofs", json({ proof: { ...genuine.proof, previousProof: "urn:x" } })];
  yield ["a signature of 12 MB", json({ proof: { ...genuine.proof, proofValue: `z${repeat("1")}` } })];
  yield ["a time of the proof of 12 MB", json({ proof: { ...genuine.proof, created: repeat("1") } })];
}
