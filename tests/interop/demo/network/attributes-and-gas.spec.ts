/** Attributes, delegated access grants, gas and tokens: what they do, beyond who may. */
import { expect, test } from "playwright/test";
import { startNode, type RunningNode } from "../../../../demo/network/node/server.ts";
import { toBase64 } from "../../../../enclave/crypto/bytes.ts";
import { accessGrantId } from "../../../../enclave/crypto/uuid.ts";
import * as idos from "../../../../enclave/kwil/actions.ts";
import { encodeCall } from "../../../../enclave/kwil/payload.ts";
import { credentialRow, EvmPerson, join, KeyPerson, notes, shareArguments } from "./people.ts";
import { rpc } from "./raw.ts";

let node: RunningNode;
let inserter: KeyPerson, alice: EvmPerson, bob: EvmPerson, consumer: EvmPerson;
let userId: string;

test.beforeAll(async () => {
  const { wallet } = new EvmPerson("http://127.0.0.1");
  node = await startNode({ port: 0, hostname: "node.localhost", ownerAddress: wallet.address });
  const url = node.localUrl;
  const owner = new EvmPerson(url, wallet.privateKey);
  [inserter, alice, bob, consumer] = [new KeyPerson(url), new EvmPerson(url), new EvmPerson(url), new EvmPerson(url)];
  const id = crypto.randomUUID();
  await owner.execute(idos.addInserterAsOwner, { id, name: "Neobank" });
  await owner.execute(idos.addDelegateAsOwner, { address: inserter.identifier, inserter_id: id });
  ({ userId } = await join(inserter, alice));
  await join(inserter, bob);
});

test.afterAll(() => node.stop());

test("attributes are added, edited, copied and removed, a copy with its original @network", async () => {
  const [own, given, copy] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
  const attribute = (id: string, value: string) => ({ id, attribute_key: "language", value });
  const list = async (): Promise<Record<string, unknown>> =>
    Object.fromEntries(
      (await alice.call(idos.getAttributes, {})).map((a) => [a["id"], [a["value"], a["original_id"]]]),
    );
  await alice.execute(idos.addAttribute, attribute(own, "pl"));
  await inserter.execute(idos.addAttributeAsInserter, { ...attribute(given, "de"), user_id: userId });
  await alice.execute(idos.editAttribute, attribute(given, "en"));
  await alice.execute(idos.shareAttribute, { ...attribute(copy, "sealed"), original_attribute_id: own });
  expect(await list()).toEqual({ [own]: ["pl", null], [given]: ["en", null], [copy]: ["sealed", own] });
  await expect(alice.execute(idos.addAttribute, attribute(own, "again"))).rejects.toThrow(/^DUPLICATE: an attribute/);
  await expect(
    inserter.execute(idos.addAttributeAsInserter, { ...attribute(crypto.randomUUID(), "x"), user_id: copy }),
  ).rejects.toThrow(/^NOT_FOUND: no user/);
  await alice.execute(idos.removeAttribute, { id: own });
  // The copy's row stays, without its link.
  expect(await list()).toEqual({ [given]: ["en", null], [copy]: ["sealed", null] });
  expect(await bob.call(idos.getAttributes, {})).toEqual([]);
});

test("a delegated access grant has its own text, makes a grant, and not for other data @network", async () => {
  const issuer = new KeyPerson(node.localUrl);
  const credential = async (person: EvmPerson) => {
    const { content_hash: _, ...row } = credentialRow("credential", notes(), issuer.seed);
    const id = crypto.randomUUID() as string;
    await person.execute(idos.addCredential, { ...row, id });
    return id;
  };
  const original = await credential(alice);
  const copy = shareArguments(original, consumer.identifier);
  await alice.execute(idos.shareCredential, copy);
  const until = 2_000_000_000;
  const dag = {
    dag_owner_wallet_identifier: alice.identifier,
    dag_grantee_wallet_identifier: bob.identifier,
    dag_data_id: copy.id,
    dag_locked_until: until,
    dag_content_hash: copy.content_hash,
  };
  const [{ message } = { message: "" }] = await consumer.call(idos.dagMessage, dag);
  expect(message).toBe(
    `operation: delegatedAccessGrant\nowner: ${alice.identifier}\ngrantee: ${bob.identifier}\ndata id: ${copy.id}\n` +
      `locked until: ${until}\ncontent hash: ${copy.content_hash}`,
  );
  const signed = { ...dag, dag_signature: await alice.wallet.signMessage(String(message)) };
  for (const change of [
    { dag_locked_until: 0 },
    { dag_grantee_wallet_identifier: consumer.identifier },
    { dag_data_id: original },
    { dag_content_hash: "00".repeat(32) },
    { dag_owner_wallet_identifier: bob.identifier },
  ])
    await expect(consumer.execute(idos.createAgByDagForCopy, { ...signed, ...change })).rejects.toThrow(/^DENIED: /);
  await consumer.execute(idos.createAgByDagForCopy, signed);
  await expect(consumer.execute(idos.createAgByDagForCopy, signed)).rejects.toThrow(/^DUPLICATE: /);
  expect(await alice.call(idos.getAccessGrantsOwned, {})).toContainEqual({
    id: accessGrantId(bob.identifier, copy.id, until),
    ag_owner_user_id: userId,
    ag_grantee_wallet_identifier: bob.identifier,
    data_id: copy.id,
    locked_until: until,
    content_hash: copy.content_hash,
    inserter_type: "dag_message",
    inserter_id: consumer.identifier,
  });
  expect(await bob.call(idos.getCredentialShared, { id: copy.id })).toHaveLength(1);
  await expect(alice.execute(idos.removeCredential, { id: copy.id })).rejects.toThrow(/^TIMELOCKED until=2000000000: /);

  const other = { ...dag, dag_data_id: await credential(bob) };
  const [text] = await alice.call(idos.dagMessage, other);
  const dag_signature = await alice.wallet.signMessage(String(text?.["message"]));
  await expect(alice.execute(idos.createAgByDagForCopy, { ...other, dag_signature })).rejects.toThrow(/^NOT_FOUND: /);
});

test("gas costs nothing and its numbers are idOS's, in Kwil's type @network", async () => {
  await alice.execute(idos.actionCostingGas, {});
  expect(await alice.call(idos.getAllowance, {})).toEqual([{ gas_allowance: "100000000000000000000" }]);
  const { result } = await rpc(node.localUrl, "user.call", {
    body: {
      payload: toBase64(encodeCall(idos.getIssuerFee, { credential_id: crypto.randomUUID() })),
    },
  });
  expect(result?.["query_result"]).toEqual({
    column_names: ["issuer_fee"],
    column_types: [{ name: "numeric", is_array: false, metadata: [78, 0] }],
    values: [],
  });
});

test("tokens say that they are not on a local network @network", async () => {
  await expect(alice.call(idos.checkBalance, { address: alice.identifier, token: "IDOS" })).rejects.toThrow(
    "UNSUPPORTED: tokens are not on a local network",
  );
  await expect(alice.execute(idos.requestWithdrawal, { token: "IDOS" })).rejects.toThrow(
    "UNSUPPORTED: tokens are not on a local network",
  );
});
