/** MPC nodes with every kind of wallet, each signing by its ecosystem's own library. */
import { Wallet } from "ethers";
import { expect, test } from "playwright/test";
import { LOCAL_CONTRACT } from "../../../../demo/network/network.ts";
import { type RunningMpcNode, startMpcNode } from "../../../../demo/network/mpc-node/server.ts";
import { typedData } from "../../../../demo/network/mpc-node/typed-data.ts";
import { boxPublicKey, open } from "../../../../enclave/crypto/box.ts";
import { fromHex, randomBytes, toHex } from "../../../../enclave/crypto/bytes.ts";
import { blind, commitment } from "../../../../enclave/crypto/shares.ts";
import { raw } from "./raw.ts";
import { faceSignWallet, nearWallet, type TestWallet, xrplWallet } from "./wallet-people.ts";

let node: RunningMpcNode;
test.beforeAll(async () => {
  node = await startMpcNode({
    port: 0,
    hostname: "mpc.localhost",
    contract: LOCAL_CONTRACT,
    index: 0,
    enclaveOrigins: () => [],
  });
});
test.afterAll(() => node.stop());

type Message = Record<string, string | number | string[]>;
type Kind = "upload" | "download" | "addAddress" | "removeAddress";

/** A wallet as the nodes know it. */
interface Recoverer {
  scheme: string;
  address: string;
  sign(kind: Kind, message: Message): Promise<string>;
}

function byJson(scheme: string, id: string, wallet: TestWallet): Recoverer {
  // Deployed clients sign JSON.stringify(value) of the typed data's value.
  return {
    scheme,
    address: `${scheme}:${id}`,
    sign: async (_, message) => toHex(await wallet.sign(JSON.stringify(message))),
  };
}

function evm(): Recoverer {
  const wallet = Wallet.createRandom();
  return {
    scheme: "eip712",
    address: `eip712:${wallet.address}`,
    sign(kind, message) {
      const { domain, types } = typedData(kind, LOCAL_CONTRACT, message as never);
      return wallet.signTypedData(domain, types, message);
    },
  };
}

function near(recipient?: string): Recoverer {
  const wallet = nearWallet(recipient);
  return byJson("NEAR", wallet.publicKey.replace("ed25519:", ""), wallet);
}

function xrpl(algorithm: "ed25519" | "ecdsa-secp256k1"): Recoverer {
  const wallet = xrplWallet(algorithm);
  return byJson("XRPL", wallet.publicKey, wallet);
}

function faceSign(): Recoverer {
  const wallet = faceSignWallet();
  return byJson("FACESIGN", wallet.publicKey, wallet);
}

const WALLETS: [string, () => Recoverer][] = [
  ["EVM", evm],
  ["NEAR", near],
  ["XRPL with Ed25519", () => xrpl("ed25519")],
  ["XRPL with secp256k1", () => xrpl("ecdsa-secp256k1")],
  ["FaceSign", faceSign],
];

const PATHS = { upload: "", download: "", addAddress: "/add_address", removeAddress: "/remove_address" };
const METHODS = { upload: "PUT", download: "POST", addAddress: "PATCH", removeAddress: "PATCH" };

async function send(userId: string, kind: Kind, body: Message, scheme: string, signature: string) {
  const answer = await raw(`${node.localUrl}/offchain/${LOCAL_CONTRACT}/shares/${userId}${PATHS[kind]}`, {
    method: METHODS[kind],
    headers: { authorization: `${scheme} ${signature}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: JSON.parse(answer.body) as Record<string, string> };
}

let at = Date.now();

async function upload(userId: string, wallet: Recoverer, blinded: Uint8Array) {
  const message = { share_commitments: [`0x${toHex(commitment(blinded))}`], recovering_addresses: [wallet.address] };
  const signature = await wallet.sign("upload", message);
  return send(userId, "upload", { ...message, share_data: `0x${toHex(blinded)}` }, wallet.scheme, signature);
}

async function download(
  userId: string,
  wallet: Recoverer,
  change: { scheme?: string; address?: string; signer?: Recoverer } = {},
) {
  const secretKey = randomBytes(32);
  const message = {
    recovering_address: change.address ?? wallet.address,
    timestamp: at++,
    public_key: `0x${toHex(boxPublicKey(secretKey))}`,
  };
  const signature = await (change.signer ?? wallet).sign("download", message);
  const { status, body } = await send(userId, "download", message, change.scheme ?? wallet.scheme, signature);
  if (status !== 200) return { status, share: "" };
  const { encrypted_share = "", public_key = "", nonce = "" } = body;
  return { status, share: toHex(open(fromHex(nonce + encrypted_share.slice(2)), fromHex(public_key), secretKey)) };
}

for (const [name, make] of WALLETS)
  test(`${name}: stores, recovers, adds another wallet and removes it @network`, async () => {
    const [userId, wallet, blinded] = [crypto.randomUUID(), make(), blind(randomBytes(20))];
    expect((await upload(userId, wallet, blinded)).status).toBe(201);
    expect(await download(userId, wallet)).toEqual({ status: 200, share: toHex(blinded) });

    const other = name === "FaceSign" ? evm() : faceSign();
    const link = async (kind: "addAddress" | "removeAddress", field: string, signer = wallet) => {
      const message: Message = { recovering_address: wallet.address, [field]: other.address, timestamp: at++ };
      return (await send(userId, kind, message, wallet.scheme, await signer.sign(kind, message))).status;
    };
    expect(await link("addAddress", "address_to_add", make())).toBe(401);
    expect((await download(userId, other)).status).toBe(403);
    expect(await link("addAddress", "address_to_add")).toBe(200);
    expect(await download(userId, other)).toEqual({ status: 200, share: toHex(blinded) });
    expect(await link("removeAddress", "address_to_remove")).toBe(200);
    expect((await download(userId, other)).status).toBe(403);
  });

test("another wallet, another scheme or another message does not recover @network", async () => {
  for (const [name, make] of WALLETS) {
    const [userId, wallet, blinded] = [crypto.randomUUID(), make(), blind(randomBytes(20))];
    await upload(userId, wallet, blinded);
    expect((await download(userId, wallet, { signer: make() })).status, name).toBe(401);
    for (const scheme of ["eip712", "NEAR", "XRPL", "FACESIGN", "Bearer", ""])
      if (scheme !== wallet.scheme)
        expect((await download(userId, wallet, { scheme })).status, `${name} as ${scheme}`).toBe(401);
    const message: Message = {
      recovering_address: wallet.address,
      timestamp: at++,
      public_key: `0x${"11".repeat(32)}`,
    };
    const signature = await wallet.sign("download", message);
    const later = { ...message, timestamp: at++ };
    expect((await send(userId, "download", later, wallet.scheme, signature)).status, name).toBe(401);
    expect((await send(userId, "download", message, wallet.scheme, "00")).status, name).toBe(401);
    expect((await download(userId, wallet)).status, name).toBe(200);
  }
});

test("a NEAR signature that was made for somebody else is refused @network", async () => {
  const [userId, wallet] = [crypto.randomUUID(), near("evil.example")];
  expect((await upload(userId, wallet, blind(randomBytes(20)))).status).toBe(401);
});

test("a stranger's wallet of any kind does not replace a share @network", async () => {
  const [userId, wallet, blinded] = [crypto.randomUUID(), evm(), blind(randomBytes(20))];
  await upload(userId, wallet, blinded);
  for (const [name, make] of WALLETS)
    expect((await upload(userId, make(), blind(randomBytes(20)))).status, name).toBe(403);
  expect((await download(userId, wallet)).share).toBe(toHex(blinded));
});

test("keys of NEAR compare exactly, addresses of EVM without regard to case @network", async () => {
  const [userId, wallet] = [crypto.randomUUID(), evm()];
  await upload(userId, wallet, blind(randomBytes(20)));
  const lower = wallet.address.toLowerCase();
  expect((await download(userId, wallet, { address: lower })).status).toBe(200);
  const nearUser = crypto.randomUUID();
  const nearOne = near();
  await upload(nearUser, nearOne, blind(randomBytes(20)));
  const message = {
    recovering_address: nearOne.address.toLowerCase(),
    timestamp: at++,
    public_key: `0x${"11".repeat(32)}`,
  };
  expect((await send(nearUser, "download", message, "NEAR", await nearOne.sign("download", message))).status).toBe(401);
});

test("addresses of unknown kinds, or malformed ones, are refused @network", async () => {
  const wallet = evm();
  const id = wallet.address.slice(7);
  for (const address of [
    id,
    "eip712:",
    "STELLAR:GABC",
    `NEAR:${id}`,
    "NEAR:ed25519:abc",
    "XRPL:rAddress",
    "FACESIGN:xyz",
    `:${id}`,
  ]) {
    const blinded = blind(randomBytes(20));
    const message = {
      share_commitments: [`0x${toHex(commitment(blinded))}`],
      recovering_addresses: [wallet.address, address],
    };
    const body = { ...message, share_data: `0x${toHex(blinded)}` };
    const answer = await send(crypto.randomUUID(), "upload", body, "eip712", await wallet.sign("upload", message));
    expect(answer, address).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining("recovering_addresses") },
    });
  }
});
