/** What a node can do to a client with its answer. */
import { expect } from "chai";
import { randomBytes } from "../../../../enclave/crypto/bytes.ts";
import { downloadMessage } from "../../../../enclave/mpc/messages.ts";
import { getShare } from "../../../../enclave/mpc/node-client.ts";
import { isIdosError } from "../../../../enclave/protocol/errors.ts";

const CONTRACT = `02${"22".repeat(20)}`;
const address = { node: "http://a.localhost", contract: CONTRACT, userId: "9f51b3b2-4cbe-4c2b-8ea3-0b0c1b2f1a11" };
const message = downloadMessage(CONTRACT, "eip712:0x51709c0667b1e927545ecc89B5842c5d0aaaE832", 1, randomBytes(32));

/** The code of a retrieval that gets this answer. */
async function codeOf(body: BodyInit, signal = new AbortController().signal): Promise<string> {
  const fetcher = async (): Promise<Response> => new Response(body);
  const failure: unknown = await getShare(fetcher, address, message, "eip712 0xab", randomBytes(32), signal).catch(
    (error: unknown) => error,
  );
  return isIdosError(failure) ? failure.code : "share";
}

describe("an MPC node's answer", () => {
  it("threat 10: that never ends is cut off, and is no share", async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1024;
        controller.enqueue(new Uint8Array(1024).fill(0x20));
      },
    });
    expect(await codeOf(endless)).to.equal("MPC_CORRUPT_SHARE");
    expect(sent).to.be.below(64 * 1024);
  });

  it("threat 10: that breaks off is the network's fault, not a lie", async () => {
    let parts = 0;
    const broken = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (parts++) controller.error(new TypeError("network error"));
        else controller.enqueue(new TextEncoder().encode('{"encrypted_share":'));
      },
    });
    expect(await codeOf(broken)).to.equal("NETWORK_UNREACHABLE");
  });

  it("threat 10: that is no JSON, no UTF-8, or JSON of another shape, is no share", async () => {
    const hex = (bytes: number): string => `0x${"ab".repeat(bytes)}`;
    for (const body of [
      "",
      "<html>",
      "null",
      "[]",
      '{"encrypted_share":1,"public_key":2,"nonce":3}',
      new Uint8Array([0xff, 0xfe, 0x00]),
      JSON.stringify({ encrypted_share: hex(68), public_key: hex(31), nonce: hex(24) }),
      JSON.stringify({ encrypted_share: hex(68), public_key: hex(32), nonce: hex(24) }),
      JSON.stringify({ encrypted_share: "zz", public_key: hex(32), nonce: hex(24) }),
    ])
      expect(await codeOf(body), String(body)).to.equal("MPC_CORRUPT_SHARE");
  });
});
