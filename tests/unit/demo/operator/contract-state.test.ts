/** The node list in a contract's state: read as deployed idOS writes it, and nothing else is believed. */
import { expect } from "chai";
import fc from "fast-check";
import { concat, toBase64, utf8 } from "../../../../enclave/crypto/bytes.ts";
import { resolveMpc } from "../../../../demo/operator/resolve-mpc.ts";
import { operatorFiles } from "../../../../demo/operator/operator-files.ts";
import { parseContractState } from "../../../../demo/operator/contract-state.ts";
import { isIdosError } from "../../../../enclave/protocol/errors.ts";

const u32 = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
};
const entry = (endpoint: string, address = new Uint8Array(21)): Uint8Array =>
  concat(address, u32(utf8(endpoint).length), utf8(endpoint));
const state = (...endpoints: string[]): Uint8Array =>
  concat(u32(endpoints.length), ...endpoints.map((endpoint) => entry(endpoint)));

const FIVE = ["a", "b", "c", "d", "e"].map((name) => `https://${name}.example/mpc`);
const CONTRACT = `02${"ab".repeat(20)}`;
const answering =
  (body: unknown, status = 200): typeof fetch =>
  async () =>
    new Response(JSON.stringify(body), { status });

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "ok";
  } catch (error) {
    return isIdosError(error) ? error.code : String(error);
  }
}

describe("the contract's state", () => {
  it("names the nodes in their order", () => {
    const nodes = parseContractState(
      concat(u32(2), entry("https://x.example", new Uint8Array(21).fill(7)), entry("https://ü.example")),
    );
    expect(nodes).to.deep.equal([
      { address: "07".repeat(21), endpoint: "https://x.example" },
      { address: "00".repeat(21), endpoint: "https://ü.example" },
    ]);
  });

  it("is refused where it is cut, longer, empty, too large, repeated or no text", () => {
    const whole = state(...FIVE);
    const bad: [string, Uint8Array][] = [
      ["longer", concat(whole, Uint8Array.of(0))],
      ["empty", new Uint8Array()],
      ["no nodes", u32(0)],
      ["one node", state("https://a.example")],
      ["negative count", concat(u32(0xffffffff), whole.subarray(4))],
      ["endless endpoint", concat(u32(2), new Uint8Array(21), u32(0xffffffff), utf8("https://a"))],
      ["long endpoint", state("https://a.example", `https://${"a".repeat(600)}`)],
      ["same endpoint twice", state("https://a.example", "https://a.example")],
      ["no UTF-8", concat(u32(2), new Uint8Array(21), u32(1), Uint8Array.of(0xff), entry("https://a"))],
      ["too large", new Uint8Array(70_000)],
    ];
    for (let length = 0; length < whole.length; length++) bad.push([`cut at ${length}`, whole.slice(0, length)]);
    for (const [name, bytes] of bad) expect(() => parseContractState(bytes), name).to.throw(/not a list of MPC nodes/);
  });

  it("never reads beyond its end, whatever bytes come", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        try {
          parseContractState(bytes);
        } catch (error) {
          return isIdosError(error, "NETWORK_CONFLICT");
        }
        return true;
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("the operator's MPC nodes", () => {
  it("come from the reader, and the policy names exactly them", async () => {
    let asked = "";
    const mpc = await resolveMpc(
      { reader: "https://reader.example/", contract: CONTRACT, threshold: 3 },
      {
        fetcher: async (url) => {
          asked = String(url);
          return new Response(JSON.stringify({ serializedContract: toBase64(state(...FIVE)) }));
        },
      },
    );
    expect(asked).to.equal(`https://reader.example/chain/contracts/${CONTRACT}`);
    expect(mpc).to.deep.equal({ contract: CONTRACT, threshold: 3, nodes: FIVE });
    const files = operatorFiles({ mpc, consumers: [], inlineScripts: [] });
    expect(JSON.parse(files["config.json"])).to.deep.equal({ mpc });
    expect(files._headers).to.include(
      "connect-src 'self' https://a.example https://b.example https://c.example https://d.example https://e.example;",
    );
  });

  it("are refused as a list or from a reader where one is no https URL, or the threshold is above their number", async () => {
    const by = (endpoints: string[], threshold = 3) =>
      resolveMpc(
        { reader: "https://reader.example", contract: CONTRACT, threshold },
        { fetcher: answering({ serializedContract: toBase64(state(...endpoints)) }) },
      );
    expect(await codeOf(by(FIVE))).to.equal("ok");
    expect(await codeOf(by(["http://a.example", ...FIVE]))).to.equal("INVALID_ARGUMENT");
    expect(await codeOf(by(["javascript:alert(1)", ...FIVE]))).to.equal("INVALID_ARGUMENT");
    expect(await codeOf(by(FIVE, 6))).to.equal("INVALID_ARGUMENT");
    expect(await codeOf(resolveMpc({ contract: CONTRACT, threshold: 6, nodes: FIVE }))).to.equal("INVALID_ARGUMENT");
    expect(await codeOf(resolveMpc({ contract: CONTRACT, threshold: 3, nodes: FIVE }))).to.equal("ok");
  });

  it("fail with the reader's cause", async () => {
    const from = (fetcher: typeof fetch) =>
      codeOf(resolveMpc({ reader: "https://reader.example", contract: CONTRACT, threshold: 3 }, { fetcher }));
    expect(await from(answering({}, 404))).to.equal("NOT_FOUND");
    expect(await from(answering({}, 500))).to.equal("NETWORK_UNREACHABLE");
    expect(await from(answering({ serializedContract: 5 }))).to.equal("NETWORK_CONFLICT");
    expect(await from(answering({ serializedContract: "AAAA" }))).to.equal("NETWORK_CONFLICT");
    expect(await from(async () => new Response("<html>"))).to.equal("NETWORK_CONFLICT");
    expect(await from(() => Promise.reject(new TypeError("down")))).to.equal("NETWORK_UNREACHABLE");
  });
});
