/** Every frozen vector with the vault's modules in a Chromium worker; the same checks run in Node. */
import { expect } from "chai";
import { toHex, fromHex } from "../../../../enclave/crypto/bytes.ts";
import { typedDataDigest } from "../../../../enclave/crypto/eip712.ts";
import { addressMessage, downloadMessage, uploadMessage } from "../../../../enclave/mpc/messages.ts";
import { checkSignature } from "../../../../enclave/mpc/wallets.ts";
import type { KwilVectors, KdfVector, BoxVector, MpcVector } from "../../../interop/vector-checks.ts";
import box from "../../../vectors/box.json";
import kdf from "../../../vectors/kdf.json";
import actions from "../../../vectors/kwil-actions.json";
import kwil from "../../../vectors/kwil.json";
import mpc from "../../../vectors/mpc.json";
import type { VectorResult, Vectors } from "./vectors-worker.ts";

const vectors: Vectors = {
  kdf: kdf as KdfVector[],
  box: box as BoxVector[],
  mpc: mpc as unknown as MpcVector[],
  kwil: kwil as unknown as KwilVectors,
  actions,
};

describe("frozen vectors in a worker", () => {
  it("all hold", async function () {
    this.timeout(60_000);
    const worker = new Worker(new URL("./vectors-worker.ts", import.meta.url), { type: "module" });
    const results = await new Promise<VectorResult[]>((resolve, reject) => {
      worker.addEventListener("message", ({ data }: MessageEvent<VectorResult[]>) => resolve(data));
      worker.addEventListener("error", (event) => reject(new Error(event.message)));
      worker.postMessage(vectors);
    });
    worker.terminate();
    expect(results.filter(({ error }) => error)).to.deep.equal([]);
    expect(results.length).to.equal(19 + 8 + 16 + 5 + 52);
  });
});

describe("messages for MPC nodes", () => {
  for (const { contract, walletAddress, upload, download, addAddress, removeAddress } of mpc) {
    const wallet = { type: "EVM" as const, address: walletAddress };
    it(`have the digests that deployed nodes verify, for ${walletAddress.slice(0, 8)}…`, () => {
      const put = uploadMessage(
        contract,
        upload.value.share_commitments.map((c) => fromHex(c)),
        upload.value.recovering_addresses,
      );
      const get = downloadMessage(
        contract,
        download.value.recovering_address,
        download.value.timestamp,
        fromHex(download.value.public_key),
      );
      expect(`0x${toHex(typedDataDigest(put))}`).to.equal(upload.digest);
      expect(`0x${toHex(typedDataDigest(get))}`).to.equal(download.digest);
      const { recovering_address, address_to_add, timestamp } = addAddress.value;
      const add = addressMessage("add", contract, recovering_address, address_to_add, timestamp);
      const { address_to_remove, timestamp: later } = removeAddress.value;
      const remove = addressMessage("remove", contract, recovering_address, address_to_remove, later);
      expect(`0x${toHex(typedDataDigest(add))}`).to.equal(addAddress.digest);
      expect(`0x${toHex(typedDataDigest(remove))}`).to.equal(removeAddress.digest);
      checkSignature(add, addAddress.signature, wallet);
      checkSignature(remove, removeAddress.signature, wallet);
      checkSignature(put, upload.signature, wallet);
      expect(() => checkSignature(get, upload.signature, wallet)).to.throw(/expected wallet/);
    });
  }
});
