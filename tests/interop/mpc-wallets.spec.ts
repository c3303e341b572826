/** The enclave's side of the MPC message forms: each ecosystem's own library signs, the enclave verifies. */
import { Wallet } from "ethers";
import { expect, test } from "playwright/test";
import { toHex } from "../../enclave/crypto/bytes.ts";
import type { TypedData } from "../../enclave/crypto/eip712.ts";
import { addressMessage, downloadMessage, uploadMessage } from "../../enclave/mpc/messages.ts";
import {
  authorization,
  checkSignature,
  messageText,
  recoveringAddress,
  walletInFull,
} from "../../enclave/mpc/wallets.ts";
import { sameWallet, type RecoveryWallet } from "../../enclave/protocol/wallet-kinds.ts";
import { faceSignWallet, nearWallet, type TestWallet, xrplWallet } from "./demo/network/wallet-people.ts";

const CONTRACT = "02" + "22".repeat(20);

interface Signer {
  wallet: RecoveryWallet;
  sign(data: TypedData): Promise<string>;
}

function evm(): Signer {
  const wallet = Wallet.createRandom();
  return {
    wallet: { type: "EVM", address: wallet.address },
    sign: ({ domain, types, message }) => wallet.signTypedData(domain, types, message),
  };
}
function other({ type, address, publicKey, sign }: TestWallet): Signer {
  if (type === "Stellar") throw new Error("No MPC node knows Stellar wallets");
  return { wallet: { type, address, publicKey }, sign: async (data) => toHex(await sign(messageText(data))) };
}

const KINDS: [string, () => Signer, scheme: string][] = [
  ["EVM", evm, "eip712"],
  ["NEAR", () => other(nearWallet()), "NEAR"],
  ["XRPL with Ed25519", () => other(xrplWallet("ed25519")), "XRPL"],
  ["XRPL with secp256k1", () => other(xrplWallet("ecdsa-secp256k1")), "XRPL"],
  ["FaceSign", () => other(faceSignWallet()), "FACESIGN"],
];

const messages = (me: string, target: string): TypedData[] => [
  uploadMessage(CONTRACT, [new Uint8Array(32).fill(7)], [me, target]),
  downloadMessage(CONTRACT, me, 1_767_225_600_000, new Uint8Array(32).fill(9)),
  addressMessage("add", CONTRACT, me, target, 1_767_225_600_001),
  addressMessage("remove", CONTRACT, me, target, 1_767_225_600_002),
];

for (const [name, make, scheme] of KINDS)
  test(`threat 19: ${name}: a signature counts only over the enclave's own message and by the expected wallet`, async () => {
    const { wallet, sign } = make();
    const me = recoveringAddress(wallet);
    expect(me.startsWith(`${scheme}:`)).toBe(true);
    const [mine, theirs] = [
      messages(me, "eip712:0xB7D2736D7498A983bFF1F7b036032CcCcCf145B5"),
      messages(me, "eip712:0x00000000000000000000000000000000000000ff"),
    ];
    for (const [i, data] of mine.entries()) {
      const signature = await sign(data);
      expect(authorization(wallet, signature)).toBe(`${scheme} ${signature}`);
      checkSignature(data, signature, wallet);
      for (const altered of [theirs[i], mine[(i + 1) % mine.length]])
        if (altered && JSON.stringify(altered) !== JSON.stringify(data))
          expect(() => checkSignature(altered, signature, wallet)).toThrow(/not by the expected wallet/);
      expect(() => checkSignature(data, signature, make().wallet)).toThrow(/not by the expected wallet/);
      for (const broken of ["", "0x", "zz", signature.slice(4), `${signature}00`])
        expect(() => checkSignature(data, broken, wallet)).toThrow(
          /is no signature of a single|not by the expected wallet/,
        );
    }
  });

test("a wallet is shown by what the nodes will know it by", () => {
  const evmWallet = evm().wallet;
  expect(walletInFull(evmWallet)).toBe(evmWallet.address);
  for (const make of [nearWallet, () => xrplWallet("ed25519"), faceSignWallet]) {
    const { wallet } = other(make());
    expect(walletInFull(wallet)).toContain(wallet.publicKey ?? "");
    expect(walletInFull(wallet)).toContain(wallet.address);
  }
});

test("threat 19: an address that is not its key's, or no key at all, is refused", () => {
  const [near, xrpl, face] = [nearWallet(), xrplWallet("ed25519"), faceSignWallet()];
  const bad: RecoveryWallet[] = [
    { type: "EVM", address: "0x123" },
    { type: "NEAR", address: near.address },
    { type: "NEAR", address: "<b>alice</b>", publicKey: near.publicKey },
    { type: "NEAR", address: near.address, publicKey: "ed25519:0OIl" },
    { type: "XRPL", address: xrpl.address },
    { type: "XRPL", address: xrplWallet("ed25519").address, publicKey: xrpl.publicKey },
    { type: "FaceSign", address: face.address, publicKey: faceSignWallet().publicKey },
    { type: "FaceSign", address: "alice" },
  ];
  for (const wallet of bad)
    expect(() => recoveringAddress(wallet), JSON.stringify(wallet)).toThrow(/are not those of one/);
});

test("EVM addresses are one wallet without regard to case, keys of others are not", () => {
  const { wallet } = evm();
  expect(sameWallet(wallet, { ...wallet, address: wallet.address.toLowerCase() })).toBe(true);
  expect(sameWallet(wallet, evm().wallet)).toBe(false);
  const near = other(nearWallet()).wallet;
  expect(sameWallet(near, { ...near, address: "another.name" })).toBe(true);
  expect(sameWallet(near, other(nearWallet()).wallet)).toBe(false);
});
