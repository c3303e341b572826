/** How long a hostile credential holds up a server that reads it: everything from the sealed box to its proof. */
import { randomFillSync } from "node:crypto";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { boxPublicKey, seal } from "../../enclave/crypto/box.ts";
import { randomBytes, toBase64, utf8 } from "../../enclave/crypto/bytes.ts";
import { ed25519PublicKey } from "../../enclave/crypto/ed25519.ts";
import { buildCredential } from "../../host-sdk/server/credential/build.ts";
import { openCredential, type SealedCredential } from "../../host-sdk/server/credential/open-credential.ts";
import { readProven, signCredential } from "../../host-sdk/server/credential/proof.ts";
import { toAscii85 } from "../../host-sdk/server/credential/ascii85.ts";
import { SUBJECT_V3, subjectContexts } from "../../host-sdk/server/credential/idos-contexts.ts";
import { hostileCredentials } from "./proof/hostile-credentials.ts";
import type { Measure, Suite } from "./suite.ts";

/** Longest time for which the server may answer nobody, in milliseconds. */
const LIMIT = 50;
/** The best of so many tries is the document's own doing; the rest is the machine's. Under the limit one is enough. */
const TRIES = 12;

const ISSUER = "https://issuer.example";
const seed = randomBytes(32);
const secretKey = randomBytes(32);
const issuerKey = ed25519PublicKey(seed);

const sign = (files: number, bytes: number) =>
  signCredential(
    buildCredential(
      {
        subject: {
          firstName: "Ada",
          familyName: "Lovelace",
          ...Object.fromEntries(
            (["idDocumentFrontFile", "idDocumentBackFile", "selfieFile"] as const)
              .slice(0, files)
              .map((name) => [name, toAscii85(randomFillSync(new Uint8Array(bytes)))]),
          ),
        },
      },
      {
        issuerUrl: ISSUER,
        userId: crypto.randomUUID(),
        notesId: crypto.randomUUID(),
        level: "basic",
        now: new Date(),
      },
    ),
    { seed, verificationMethod: `${ISSUER}/keys/1`, created: "2026-03-01T12:00:00Z" },
  );

function sealed(json: string): SealedCredential {
  const { content, encryptorPublicKey } = seal(utf8(json), boxPublicKey(secretKey));
  return { content: toBase64(content), encryptorPublicKey: toBase64(encryptorPublicKey) };
}

/** Reads it as a consumer does. */
async function read(box: SealedCredential): Promise<boolean> {
  try {
    const { credential } = await openCredential(box, secretKey);
    return (await readProven(credential, [issuerKey])).ok;
  } catch {
    return false;
  }
}

interface Held {
  /** Longest time without an answer, milliseconds. */
  blocked: number;
  took: number;
  holds: boolean;
}

async function measure(json: string): Promise<Held> {
  const box = sealed(json);
  let best: Held = { blocked: Infinity, took: Infinity, holds: false };
  for (let i = 0; i < TRIES && (i < 2 || best.blocked > LIMIT); i++) {
    // What was made for the test is not the reader's to clean up.
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const began = performance.now();
    const holds = await read(box);
    const took = performance.now() - began;
    await new Promise((resolve) => setTimeout(resolve, 5));
    delay.disable();
    const blocked = delay.max / 1e6;
    if (blocked < best.blocked) best = { blocked, took, holds };
  }
  return best;
}

export const proof: Suite = {
  title: "reading a credential, sealed box to proof; longest time for which the server answers nobody",

  async run(say) {
    const measures: Measure[] = [];
    const honest: [string, string][] = [
      ["40 fields", JSON.stringify(await sign(0, 0))],
      ["3 files of 2 MB", JSON.stringify(await sign(3, 2_000_000))],
      ["a file of 6 MB", JSON.stringify(await sign(1, 6_000_000))],
    ];
    await measure(honest[0]?.[1] ?? "");
    for (const [name, json] of honest) {
      say(name);
      const { blocked, took, holds } = await measure(json);
      if (!holds) throw new Error(`${name}: a genuine credential was refused`);
      measures.push({ name: `genuine: ${name}`, value: blocked, unit: "ms", limit: { atMost: LIMIT } });
      measures.push({ name: "  from box to proof", value: took, unit: "ms" });
    }
    const terms = Object.keys(subjectContexts.get(SUBJECT_V3)?.["@context"] ?? {});
    const { proof: signed, ...document } = await sign(0, 0);
    // Without the digest of the fields, which would be the first to be refused.
    const { nonce: _, ...bare } = signed;
    for (const [name, json] of hostileCredentials({ ...document, proof: bare }, terms)) {
      say(name);
      const { blocked, holds } = await measure(json);
      if (holds) throw new Error(`${name}: a credential that nobody signed was accepted`);
      measures.push({ name: `hostile: ${name}`, value: blocked, unit: "ms", limit: { atMost: LIMIT } });
    }
    return measures;
  },
};
