/** Several nodes with one state, and the client that goes on when one is gone. */
import { expect, test } from "playwright/test";
import { type LocalNetwork, startLocalNetwork } from "../../../../demo/local/testing.ts";
import { fromHex } from "../../../../enclave/crypto/bytes.ts";
import * as idos from "../../../../enclave/kwil/actions.ts";
import { createNetwork } from "../../../../host-sdk/network/network.ts";
import { evmSigner } from "../../../../host-sdk/server/shared/signers.ts";
import { EvmPerson } from "./people.ts";
import { rpc } from "./raw.ts";

let net: LocalNetwork;
test.beforeEach(
  async () => void (net = await startLocalNetwork({ seed: [{ store: "user" }], nodes: 3, enclave: false })),
);
test.afterEach(() => net.stop());

const attribute = (value: string) => ({ id: crypto.randomUUID() as string, attribute_key: "language", value });

/** The seeded person with every node's URL, and how often the wallet signed what. */
function client(nodes: readonly string[]) {
  const signer = evmSigner(fromHex(net.users[0]!.privateKey));
  const signed: string[] = [];
  const network = createNetwork({
    node: nodes,
    deadline: 5_000,
    signer: {
      ...signer,
      sign(message, why) {
        signed.push(why.for);
        return signer.sign(message, why);
      },
    },
  });
  return { network, signed };
}

test("every node serves the same state under a host of its own @network", async () => {
  expect(net.nodes.map(({ url }) => new URL(url).hostname)).toEqual([
    "node.localhost",
    "node2.localhost",
    "node3.localhost",
  ]);
  const { privateKey } = net.users[0]!;
  const given = attribute("pl");
  await new EvmPerson(net.nodes[1]!.localUrl, privateKey).execute(idos.addAttribute, given);
  for (const { localUrl } of net.nodes) {
    expect(await new EvmPerson(localUrl, privateKey).call(idos.getAttributes, {})).toMatchObject([{ value: "pl" }]);
    expect((await rpc(localUrl, "user.chain_info")).result).toEqual(
      (await rpc(net.nodeLocal, "user.chain_info")).result,
    );
  }
});

test("when the node in use is gone, reads and transactions go on at the next, after one sign-in there @network", async () => {
  const { network, signed } = client(net.nodes.map(({ localUrl }) => localUrl));
  expect(await network.call(idos.getCredentials, {})).toHaveLength(2);
  expect(network.node).toBe(net.nodes[0]!.localUrl);

  await net.nodes[0]!.stop();
  const answers = await Promise.all([1, 2, 3].map(() => network.call(idos.getCredentials, {})));
  expect(answers.map((rows) => rows.length)).toEqual([2, 2, 2]);
  expect(network.node).toBe(net.nodes[1]!.localUrl);
  expect(signed).toEqual(["sign-in", "sign-in"]);

  await net.nodes[1]!.stop();
  await network.execute(idos.addAttribute, attribute("pt"));
  expect(network.node).toBe(net.nodes[2]!.localUrl);
  expect(await network.call(idos.getAttributes, {})).toMatchObject([{ value: "pt" }]);
  expect(signed).toEqual(["sign-in", "sign-in", "transaction", "sign-in"]);
});

test("nodes that never answered are passed over, and if none answers the error says so @network", async () => {
  const gone = "http://127.0.0.1:1";
  const { network } = client([gone, net.nodeLocal]);
  expect(await network.call(idos.getWallets, {})).toHaveLength(1);
  const none = client([gone, "http://127.0.0.1:2"]).network;
  await expect(none.call(idos.getWallets, {})).rejects.toMatchObject({ code: "NETWORK_UNREACHABLE" });
});

test("a transaction that a node committed and did not answer is found at another one, and is there once @network", async () => {
  let broadcasts = 0;
  const network = createNetwork({
    node: net.nodes.map(({ localUrl }) => localUrl),
    signer: evmSigner(fromHex(net.users[0]!.privateKey)),
    async fetch(url, init) {
      if (!String(init?.body).includes('"user.broadcast"')) return fetch(url, init);
      broadcasts++;
      const answer = await fetch(url, init);
      if (broadcasts > 1) return answer;
      throw new TypeError("the connection broke after the node had committed");
    },
  });
  const given = attribute("lt");
  expect((await network.execute(idos.addAttribute, given)).txHash).toMatch(/^[0-9a-f]{64}$/);
  expect(broadcasts).toBe(2);
  expect(network.node).toBe(net.nodes[1]!.localUrl);
  // Repeated by the caller: the network knows it already.
  await expect(network.execute(idos.addAttribute, given)).rejects.toMatchObject({ code: "NETWORK_CONFLICT" });
  expect(await network.call(idos.getAttributes, {})).toHaveLength(1);
});

test("a refusal is no reason to ask another node @network", async () => {
  const { network } = client(net.nodes.map(({ localUrl }) => localUrl));
  await expect(network.execute(idos.addInserterAsOwner, { id: crypto.randomUUID(), name: "x" })).rejects.toMatchObject({
    code: "NETWORK_DENIED",
  });
  expect(network.node).toBe(net.nodes[0]!.localUrl);
});

test("an empty list of nodes, or a domain beside several, is refused @network", () => {
  for (const options of [
    { node: [] },
    { node: ["http://a.test", "http://b.test"], domain: "http://a.test" },
    { node: ["x:y"] },
  ])
    expect(() => createNetwork(options)).toThrow(/^node: /);
});

test("signing out ends the session, also when another node is gone @network", async () => {
  const { network, signed } = client(net.nodes.map(({ localUrl }) => localUrl));
  await network.call(idos.getWallets, {});
  await net.nodes[2]!.stop();
  await network.signOut();
  await network.call(idos.getWallets, {});
  expect(signed).toEqual(["sign-in", "sign-in"]);
});
