/** Runs in a worker of the benchmark's host page: the work of a grant without any of its way, and tweetnacl's opens. */
import nacl from "tweetnacl";
import { fromBase64, toBase64 } from "../../../enclave/crypto/bytes.ts";
import { createBoxOpener, sealNatively } from "../../../enclave/crypto/native-box.ts";
import type { Box } from "../../../enclave/protocol/types.ts";

/** What the page asks for. */
export interface WorkerJob {
  what: "grant" | "tweetnacl opens";
  boxes: Box[];
  secretKey: Uint8Array;
  consumerKey: Uint8Array;
}

/** base64 + open + sha256 + encrypt + base64, by the primitives that the enclave uses. */
async function grant({ boxes: [box], secretKey, consumerKey }: WorkerJob): Promise<void> {
  const { content, encryptorPublicKey } = box as Box;
  const open = await createBoxOpener(secretKey);
  const plaintext = await open(fromBase64(content), fromBase64(encryptorPublicKey));
  await crypto.subtle.digest("SHA-256", plaintext as Uint8Array<ArrayBuffer>);
  const copy = await sealNatively(plaintext, consumerKey);
  if (toBase64(copy.content).length !== content.length) throw new Error("Not the same length");
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
    else opens(data);
    postMessage(performance.now() - started);
  })();
});
