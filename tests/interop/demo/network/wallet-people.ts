/** Wallets of every type but EVM, each by its ecosystem's own library. Loaded apart, for the libraries are large. */
import { KwilSigner } from "@idos-network/kwil-js";
import { KeyPair } from "@near-js/crypto";
import { KeyPairSigner } from "@near-js/signers";
import { Keypair, hash } from "@stellar/stellar-sdk";
import { serialize } from "borsh";
import { deriveAddress, deriveKeypair, generateSeed, sign } from "ripple-keypairs";
import nacl from "tweetnacl";
import { concat, fromHex, fromUtf8, randomBytes, toHex, utf8 } from "../../../../enclave/crypto/bytes.ts";
import { Caller } from "./people.ts";

/** A wallet and the two ways in which it signs: for Kwil in bytes, for idOS in hex. */
export interface TestWallet {
  type: "NEAR" | "XRPL" | "Stellar" | "FaceSign";
  address: string;
  publicKey: string;
  /** As a delegated grant names its owner. */
  identifier: string;
  /** Kwil's name of the signature type, and the sender's bytes. */
  signatureType: string;
  sender: Uint8Array;
  sign(text: string): Promise<Uint8Array>;
}

/** The payload of NEP-413 as idOS's clients put it before the signature, and the signature of near-js over it. */
async function nep413(signer: KeyPairSigner, message: string, recipient: string, callbackUrl?: string) {
  const nonce = randomBytes(32);
  const { signature } = await signer.signNep413Message(message, "alex.near", recipient, nonce, callbackUrl);
  const payload = serialize(
    {
      struct: {
        tag: "u32",
        message: "string",
        nonce: { array: { type: "u8", len: 32 } },
        recipient: "string",
        callbackUrl: { option: "string" },
      },
    },
    { tag: 2 ** 31 + 413, message, nonce, recipient, callbackUrl },
  );
  return concat(Uint8Array.of(payload.length >> 8, payload.length & 0xff), payload, Uint8Array.from(signature));
}

/** @param recipient for whom the wallet is told that it signs */
export function nearWallet(recipient = "idos.network", callbackUrl?: string): TestWallet {
  const pair = KeyPair.fromRandom("ed25519");
  const signer = new KeyPairSigner(pair);
  const publicKey = pair.getPublicKey().toString();
  return {
    type: "NEAR",
    address: "alex.near",
    publicKey,
    identifier: publicKey,
    signatureType: "nep413",
    sender: Uint8Array.from(pair.getPublicKey().data),
    sign: (text) => nep413(signer, text, recipient, callbackUrl),
  };
}

export function xrplWallet(algorithm: "ed25519" | "ecdsa-secp256k1"): TestWallet {
  const { publicKey, privateKey } = deriveKeypair(generateSeed({ algorithm }));
  return {
    type: "XRPL",
    address: deriveAddress(publicKey),
    publicKey,
    identifier: deriveAddress(publicKey),
    signatureType: "xrpl",
    sender: fromHex(publicKey),
    sign: async (text) => fromHex(sign(toHex(utf8(text)), privateKey)),
  };
}

/** @param sep53 signs as wallets that know only SEP-53 */
export function stellarWallet(sep53: boolean): TestWallet {
  const pair = Keypair.random();
  const bytes = (text: string): Buffer => Buffer.from(text, "utf8");
  return {
    type: "Stellar",
    address: pair.publicKey(),
    publicKey: pair.rawPublicKey().toString("hex"),
    identifier: pair.publicKey(),
    signatureType: "ed25519",
    sender: Uint8Array.from(pair.rawPublicKey()),
    sign: async (text) =>
      Uint8Array.from(pair.sign(sep53 ? hash(bytes(`Stellar Signed Message:\n${text}`)) : bytes(text))),
  };
}

export function faceSignWallet(): TestWallet {
  const { publicKey, secretKey } = nacl.sign.keyPair();
  return {
    type: "FaceSign",
    address: toHex(publicKey),
    publicKey: toHex(publicKey),
    identifier: toHex(publicKey),
    signatureType: "ed25519",
    sender: publicKey,
    sign: async (text) => nacl.sign.detached(utf8(text), secretKey),
  };
}

/** A caller with such a wallet. */
export class WalletPerson extends Caller {
  readonly wallet: TestWallet;
  constructor(url: string, wallet: TestWallet) {
    const signer = new KwilSigner(
      (text: Uint8Array) => wallet.sign(fromUtf8(text)),
      wallet.sender,
      wallet.signatureType,
    );
    super(url, signer, wallet.identifier);
    this.wallet = wallet;
  }
}
