/** Runs in a worker of the benchmark's host page: the work of a grant without any of its way, and tweetnacl's opens. */
import nacl from "tweetnacl";
import { fromBase64, toBase64 } from "../../../enclave/crypto/bytes.ts";
import { createBoxOpener, sealNatively } from "../../../enclave/crypto/native-box.ts";
import { openCandidates } from "../../../enclave/vault/candidates.ts";
import { meets } from "../../../enclave/vault/requirements.ts";
import type { Requirements } from "../../../enclave/protocol/types.ts";
import type { SealedText } from "../../harness/attacker/person.ts";

/** What the page asks for. */
export interface WorkerJob {
  what: "grant" | "match" | "tweetnacl opens";
  boxes: SealedText[];
  requirements: Requirements;
  secretKey: Uint8Array;
  consumerKey: Uint8Array;
}

/** base64 + open + sha256 + encrypt + base64, by the primitives that the enclave uses. */
async function grant({ boxes: [box], secretKey, consumerKey }: WorkerJob): Promise<void> {
  const { content, encryptorPublicKey } = box as SealedText;
  const open = await createBoxOpener(secretKey);
  const plaintext = await open(fromBase64(content), fromBase64(encryptorPublicKey));
  await crypto.subtle.digest("SHA-256", plaintext as Uint8Array<ArrayBuffer>);
  const copy = await sealNatively(plaintext, consumerKey);
  if (toBase64(copy.content).length !== content.length) throw new Error("Not the same length");
}

/** What the vault does to find those that meet what is asked. */
async function match({ boxes, secretKey, requirements }: WorkerJob): Promise<void> {
  const { opened } = await openCandidates(boxes, secretKey, new AbortController().signal);
  const matches = opened.filter(({ credential }) => meets(credential, requirements));
  if (opened.length !== boxes.length || matches.length !== 1) throw new Error("Not matched");
}

function opens({ boxes, secretKey }: WorkerJob): void {
  for (const { content, encryptorPublicKey } of boxes) {
    const bytes = fromBase64(content);
    const publicKey = fromBase64(encryptorPublicKey);
    if (!nacl.box.open(bytes.subarray(24), bytes.subarray(0, 24), publicKey, secretKey)) throw new Error("Not opened");
  }
}

addEventListener("message", ({ data }: MessageEvent<WorkerJob>) => {
  void (async () => {
    const started = performance.now();
    if (data.what === "grant") await grant(data);
    else if (data.what === "match") await match(data);
    else opens(data);
    postMessage(performance.now() - started);
  })();
});
