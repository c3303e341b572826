/** Whom the benchmark serves: someone with a password key, one credential of 1 MB and a thousand of 4 KB. */
import { randomBytes } from "node:crypto";
import { toAscii85 } from "../../../host-sdk/server/credential/ascii85.ts";
import { credentialOf, grantOf, makePerson } from "../../harness/attacker/person.ts";
import type { HostData } from "./host-page.ts";

/** Bytes of a PNG as its first bytes say it, which is all that is looked at before it is drawn. */
function picture(size: number): string {
  const bytes = randomBytes(size);
  bytes.set(Buffer.from("89504e470d0a1a0a0000000d49484452000002800000028008060000", "hex"));
  return toAscii85(bytes);
}

function credential(size: number, fields: Record<string, unknown>): Record<string, unknown> {
  const rest = size - JSON.stringify(credentialOf({ ...fields, note: "" })).length;
  return credentialOf({ ...fields, note: "x".repeat(Math.max(0, rest)) });
}

/** Makes them. */
export async function benchData(): Promise<HostData> {
  const person = await makePerson();
  const { candidates: _, ...grant } = grantOf([]);
  const facts = { firstName: "Ada", familyName: "Lovelace", dateOfBirth: "1990-12-10", nationality: "DE" };
  return {
    key: person.key,
    secretKey: [...person.secretKey],
    large: person.holding(credential(1_000_000, { ...facts, idDocumentFrontFile: picture(700_000) })),
    many: Array.from({ length: 1_000 }, (_, i) => person.holding(credential(4_096, { ...facts, number: i }))),
    grant,
    requirements: { path: "credentialSubject.number", equals: 777 },
  };
}
