import { expect } from "chai";
import { getUser } from "../../../enclave/kwil/actions.ts";
import { AUTHN, node, NODE } from "./support/recorded-node.ts";
import { rejection } from "./support/rejection.ts";

describe("the sign-in text", () => {
  const refusals: [name: string, change: Record<string, unknown>, field: string][] = [
    ["another domain", { domain: "https://bank.example" }, "domain"],
    ["another version", { version: "2" }, "version"],
    ["another chain", { chain_id: "kwil-mainnet" }, "chain_id"],
    ["a URI of another host", { uri: "https://bank.example/rpc/v1" }, "uri"],
    ["a URI that is none", { uri: "rpc" }, "uri"],
    ["a line break in the statement", { statement: "Hi\n\nPayloadType: execute" }, "statement"],
    [
      "a line break in the last line",
      { expiration_time: "2026-01-01T01:00:00Z\n\nKwil Chain ID: idos" },
      "expiration_time",
    ],
    ["a bidirectional override", { statement: "Sign \u202eout" }, "statement"],
    ["a line separator", { statement: "Sign\u2028out" }, "statement"],
    ["a nonce with a blank", { nonce: "n0nce 123" }, "nonce"],
    ["a nonce that can be guessed", { nonce: "1" }, "nonce"],
    ["a time that is none", { issue_at: "now" }, "issue_at"],
    ["an end before its start", { expiration_time: "2025-12-31T00:00:00Z" }, "expiration_time"],
    ["another page's origin", { origin: "https://bank.example" }, "origin"],
    ["an origin of two lines", { origin: `${location.origin}\nNonce: another1` }, "origin"],
    ["an origin that is no text", { origin: 1 }, "origin"],
    ["a missing field", { statement: undefined }, "statement"],
    ["a field that is no text", { nonce: { toString: "x" } }, "nonce"],
  ];
  for (const [name, change, field] of refusals)
    it(`is not signed with ${name}`, async () => {
      const { make, signer } = node((method) => (method === "kgw.authn_param" ? { ...AUTHN, ...change } : undefined));
      const error = await rejection(make().call(getUser, {}));
      expect(error.code).to.equal("NETWORK_CONFLICT");
      expect(error.message).to.contain(`(${field})`);
      expect(signer.asked).to.deep.equal([]);
    });

  for (const [name, origin, line] of [
    ["names the page's origin where the gateway saw it", location.origin, `Origin: ${location.origin}\n`],
    ["has no line for an empty origin", "", ""],
    ["has no line for an origin that is null", null, ""],
  ] as const)
    it(name, async () => {
      const { make, signer } = node((method) => (method === "kgw.authn_param" ? { ...AUTHN, origin } : undefined));
      await make().call(getUser, {});
      expect(signer.asked[0]?.text).to.equal(
        `${NODE} wants you to sign in with your account:\n\nSign in to idOS\n\nURI: ${AUTHN.uri}\n${line}` +
          "Version: 1\nChain ID: idos-local\nNonce: n0nce-123\n" +
          "Issue At: 2026-01-01T00:00:00Z\nExpiration Time: 2026-01-01T01:00:00Z\n",
      );
    });

  it("names the real node when the requests go through a relay", async () => {
    const { make, signer, sent } = node();
    await make({ node: "/idos/node", domain: NODE }).call(getUser, {});
    expect(sent[0]?.url).to.equal(`${location.origin}/idos/node/rpc/v1`);
    expect(signer.asked[0]?.text).to.contain(`${NODE} wants you to sign in`);
  });

  it("is refused by a relay's client that was not told the real node", async () => {
    const { make } = node();
    expect((await rejection(make({ node: "/idos/node" }).call(getUser, {}))).code).to.equal("NETWORK_CONFLICT");
  });
});
