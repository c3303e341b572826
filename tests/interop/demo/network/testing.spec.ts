/** `idos-isle/testing`: what a dApp's own tests get. */
import { spawn } from "node:child_process";
import { expect, test } from "playwright/test";
import { type LocalNetwork, KYC_DRAFT, startLocalNetwork, testWallet } from "../../../../demo/local/testing.ts";
import { boxPublicKey, open } from "../../../../enclave/crypto/box.ts";
import { fromBase64, fromHex, fromUtf8, randomBytes, toHex } from "../../../../enclave/crypto/bytes.ts";
import { typedDataDigest } from "../../../../enclave/crypto/eip712.ts";
import { signDigest } from "../../../../enclave/crypto/evm.ts";
import { deriveKey } from "../../../../enclave/crypto/kdf.ts";
import * as idos from "../../../../enclave/kwil/actions.ts";
import { downloadMessage } from "../../../../enclave/mpc/messages.ts";
import { getShare } from "../../../../enclave/mpc/node-client.ts";
import { type Recovered, recoverKey } from "../../../../enclave/mpc/recover.ts";
import { authorization } from "../../../../enclave/mpc/wallets.ts";
import { createIssuer, createKeys, memoryStore } from "../../../../host-sdk/server/index.ts";
import { EvmPerson } from "./people.ts";

let net: LocalNetwork;
test.beforeAll(async () => void (net = await startLocalNetwork({ seed: "kyc-user" })));
test.afterAll(() => net.stop());

/** The seeded person's key, rebuilt from the MPC nodes as the enclave does. */
async function rebuild(network: LocalNetwork): Promise<Recovered> {
  const user = network.users[0]!;
  const ephemeral = randomBytes(32);
  const { contract, threshold } = network.mpc;
  const nodes = network.mpc.nodes.map((url) => url.replace("mpc.localhost", "127.0.0.1"));
  const message = downloadMessage(contract, `eip712:${user.address}`, Date.now(), boxPublicKey(ephemeral));
  const signature = `0x${toHex(signDigest(typedDataDigest(message), fromHex(user.privateKey)))}`;
  const signed = authorization({ type: "EVM", address: user.address }, signature);
  return recoverKey({
    config: { contract, threshold, nodes },
    fetchShare: async (index, signal) => {
      const address = { node: nodes[index]!, contract, userId: user.userId };
      return (await getShare(fetch, address, message, signed, ephemeral, signal)).share;
    },
    async tryKey(secret) {
      const key = await deriveKey("scrypt-v0.1", secret, user.userId);
      return toHex(key) === user.encryptionSecretKey ? key : undefined;
    },
    signal: AbortSignal.timeout(20_000),
  });
}

test("the seeded person reads the credential by kwil-js and opens it with the returned key @network", async () => {
  const user = net.users[0]!;
  const person = new EvmPerson(net.nodeLocal, user.privateKey);
  expect(await person.call(idos.getUser, {})).toEqual([
    { id: user.userId, recipient_encryption_public_key: user.encryptionPublicKey, encryption_password_store: "mpc" },
  ]);
  const [row] = await person.call(idos.getCredentialOwned, { id: user.credentials[0]!.credentialId });
  const plaintext = open(
    fromBase64(row?.["content"] as string),
    fromBase64(row?.["encryptor_public_key"] as string),
    fromHex(user.encryptionSecretKey),
  );
  const credential = JSON.parse(fromUtf8(plaintext)) as { credentialSubject: Record<string, string> };
  expect(credential.credentialSubject).toMatchObject({ ...KYC_DRAFT.subject, id: `urn:idos:user:${user.userId}` });
  expect(JSON.parse(row?.["public_notes"] as string)).toMatchObject({
    id: user.credentials[0]!.publicNotesId,
    status: "approved",
  });
});

test("the MPC nodes rebuild the seeded key, and one that lies is named @network", async () => {
  expect((await rebuild(net)).liars).toEqual([]);
  net.setMpcFault(0, { kind: "lying" });
  net.setMpcFault(1, { kind: "down" });
  net.setMpcFault(2, { kind: "slow", ms: 300 });
  try {
    const { liars } = await rebuild(net);
    expect(liars.map((url) => new URL(url).port)).toEqual([new URL(net.mpc.nodes[0]!).port]);
  } finally {
    for (const index of [0, 1, 2]) net.setMpcFault(index, undefined);
  }
  expect((await rebuild(net)).liars).toEqual([]);
  expect(() => net.setMpcFault(5, undefined)).toThrow(/index/);
});

test("a person with a password has the key that the password makes @network", async () => {
  const user = await net.addUser({ store: "user", password: "a long enough password", credential: false });
  expect(net.users.at(-1)).toEqual(user);
  expect(toHex(await deriveKey("scrypt-v0.1", "a long enough password", user.userId))).toBe(user.encryptionSecretKey);
  expect(user.credentials).toEqual([]);
  const [row] = await new EvmPerson(net.nodeLocal, user.privateKey).call(idos.getUser, {});
  expect(row).toMatchObject({ encryption_password_store: "user" });
});

test("a dApp's own keys create profiles once they are permitted @network", async () => {
  const keys = createKeys({ issuer: true });
  const own = createIssuer({ keys, node: net.nodeLocal, url: "http://bank.localhost", store: memoryStore() });
  const person = new EvmPerson(net.nodeLocal);
  const request = {
    profile: {
      userId: crypto.randomUUID(),
      recipientEncryptionPublicKey: net.users[0]!.encryptionPublicKey,
      encryptionPasswordStore: "user" as const,
    },
    wallet: {
      type: "EVM" as const,
      address: person.identifier,
      message: "mine",
      signature: await person.wallet.signMessage("mine"),
    },
  };
  await expect(own.createUser(request)).rejects.toMatchObject({ code: "NETWORK_DENIED" });
  await net.permit(keys, "A bank");
  await own.createUser(request);
  expect(await person.call(idos.getUser, {})).toMatchObject([{ id: request.profile.userId }]);
});

test("the enclave is served under its production headers and knows its nodes and consumers @network", async () => {
  const keys = createKeys();
  const other = await startLocalNetwork({ consumers: [{ name: "Acme", url: "https://acme.example", keys }] });
  try {
    const enclave = other.enclave.replace("enclave.localhost", "127.0.0.1");
    const page = await fetch(`${enclave}/`);
    expect(page.status).toBe(200);
    const policy = page.headers.get("content-security-policy") ?? "";
    for (const node of other.mpc.nodes) expect(policy).toContain(node);
    expect(await (await fetch(`${enclave}/config.json`)).json()).toEqual({
      mpc: { contract: other.mpc.contract, threshold: 3, nodes: other.mpc.nodes },
      storageNodes: other.nodes.map(({ url }) => url),
    });
    expect(await (await fetch(`${enclave}/consumers.json`)).json()).toMatchObject([
      { name: "Acme", origins: ["https://acme.example"] },
    ]);
    expect((await fetch(`${enclave}/%zz`)).status).toBe(400);
    expect((await fetch(`${enclave}/..%2f..%2fpackage.json`)).status).toBe(404);
    // The MPC nodes answer this enclave's pages and no other's.
    const preflight = (origin: string) =>
      fetch(`${other.mpc.nodes[0]!.replace("mpc.localhost", "127.0.0.1")}/`, {
        method: "OPTIONS",
        headers: { origin },
      });
    expect((await preflight(other.enclave)).status).toBe(204);
    expect((await preflight(net.enclave)).status).toBe(403);
  } finally {
    await other.stop();
  }
});

test("two networks run side by side, and people of one are unknown to the other @network", async () => {
  const [a, b] = await Promise.all([
    startLocalNetwork({ seed: "kyc-user", enclave: false }),
    startLocalNetwork({ seed: [{ store: "user", credential: false }, { store: "user" }], enclave: false }),
  ]);
  try {
    expect(a.enclave).toBe("");
    expect(b.users.map(({ credentials }) => credentials.length)).toEqual([0, 1]);
    const address = a.users[0]!.address;
    expect(await new EvmPerson(a.nodeLocal).call(idos.hasProfile, { address })).toEqual([{ has_profile: true }]);
    expect(await new EvmPerson(b.nodeLocal).call(idos.hasProfile, { address })).toEqual([{ has_profile: false }]);
  } finally {
    await a.stop();
    // The other goes on.
    expect(await new EvmPerson(b.nodeLocal, b.users[0]!.privateKey).call(idos.getUser, {})).toHaveLength(1);
    await b.stop();
  }
});

test("a process that started a network and stopped it ends by itself @network", async () => {
  const script = `
    import { startLocalNetwork } from "idos-isle/testing";
    const net = await startLocalNetwork({ seed: "kyc-user", enclave: false });
    await net.stop();
    console.log("stopped");`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (data: Buffer) => (output += data.toString()));
  const timer = setTimeout(() => child.kill("SIGKILL"), 30_000);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  expect([output.trim(), code]).toEqual(["stopped", 0]);
});

test("the test wallet connects and signs when told to, and rejects with 4001 when not @network", async () => {
  const { privateKey, address } = net.users[0]!;
  const wallet = testWallet(privateKey);
  expect(await wallet.request({ method: "eth_accounts" })).toEqual([]);
  expect(await wallet.request({ method: "eth_requestAccounts" })).toEqual([address]);
  const person = new EvmPerson(net.nodeLocal, privateKey);
  expect(await wallet.request({ method: "personal_sign", params: ["0x6869", address] })).toBe(
    await person.wallet.signMessage("hi"),
  );

  const declining = testWallet(privateKey, { onPrompt: "decline" });
  await expect(declining.request({ method: "eth_requestAccounts" })).rejects.toMatchObject({ code: 4001 });

  const asked: string[] = [];
  const choosy = testWallet(privateKey.slice(2), {
    onPrompt(prompt) {
      asked.push(prompt.kind === "message" ? prompt.text : prompt.kind);
      return prompt.kind === "connect";
    },
  });
  await choosy.request({ method: "eth_requestAccounts" });
  await expect(choosy.request({ method: "personal_sign", params: ["0x6869", address] })).rejects.toMatchObject({
    code: 4001,
  });
  expect(asked).toEqual(["connect", "hi"]);
  expect(() => testWallet("0x00")).toThrow(/privateKey: expected 32 bytes/);
});
