/** Proofs of every kind of wallet at a backend: each signed by its own ecosystem's library, joins and write grants. */
import { Wallet } from "ethers";
import { expect, test } from "playwright/test";
import { boxPublicKey } from "../../../../enclave/crypto/box.ts";
import { randomBytes, toBase64, toHex } from "../../../../enclave/crypto/bytes.ts";
import { dwgText } from "../../../../enclave/kwil/grants-messages.ts";
import { ownerIdentifier, type WalletKind } from "../../../../enclave/protocol/wallet-kinds.ts";
import type {
  BackendError,
  Check,
  JoinChallenge,
  JoinCompletion,
  WalletRef,
} from "../../../../host-sdk/shared/backend-types.ts";
import type { IdosHandler } from "../../../../host-sdk/server/index.ts";
import {
  faceSignWallet,
  nearWallet,
  stellarWallet,
  xrplWallet,
  type TestWallet,
} from "../../demo/network/wallet-people.ts";
import { useScene } from "./scene.ts";
import { ask, newDwg, newPerson } from "./world.ts";

interface Proving {
  wallet: WalletRef;
  sign(text: string): Promise<string>;
}

function evm(): Proving {
  const wallet = Wallet.createRandom();
  return { wallet: { type: "EVM", address: wallet.address }, sign: (text) => wallet.signMessage(text) };
}
function other({ type, address, publicKey, sign }: TestWallet): Proving {
  return { wallet: { type, address, publicKey }, sign: async (text) => toHex(await sign(text)) };
}
/** Of an account of its own: a node knows an account but once. */
const near = (): Proving => other({ ...nearWallet("idos-issuer"), address: `${crypto.randomUUID()}.near` });

const KINDS: Readonly<Record<WalletKind, readonly (() => Proving)[]>> = {
  EVM: [evm],
  NEAR: [near],
  XRPL: [() => other(xrplWallet("ed25519")), () => other(xrplWallet("ecdsa-secp256k1"))],
  FaceSign: [() => other(faceSignWallet())],
  Stellar: [() => other(stellarWallet(false)), () => other(stellarWallet(true))],
};

const { world, backend } = useScene();

async function completion(handler: IdosHandler, { wallet, sign }: Proving): Promise<JoinCompletion> {
  const { userId, message } = (await ask<JoinChallenge>(handler, "/join", { wallet })).body;
  return {
    userId,
    recipientEncryptionPublicKey: toBase64(boxPublicKey(randomBytes(32))),
    encryptionPasswordStore: "user",
    wallet,
    message,
    signature: await sign(message),
  };
}

for (const [kind, makers] of Object.entries(KINDS))
  for (const [n, make] of makers.entries()) {
    const name = makers.length > 1 ? `${kind}, ${n + 1} of ${makers.length}` : kind;

    test(`a ${name} wallet joins, once`, async () => {
      const handler = backend();
      const request = await completion(handler, make());
      expect(await ask(handler, "/join/complete", request)).toEqual({ status: 200, body: { userId: request.userId } });
      const again = await ask<BackendError>(handler, "/join", { wallet: request.wallet });
      expect(again.body.error.code).toBe("NETWORK_CONFLICT");
    });

    test(`a ${name} wallet joins by nobody else's signature, nor one of another text`, async () => {
      const handler = backend();
      const proving = make();
      const request = await completion(handler, proving);
      for (const signature of [
        await make().sign(request.message),
        await proving.sign(`${request.message} `),
        request.signature.slice(0, -2),
        "",
      ]) {
        const { body } = await ask<BackendError>(handler, "/join/complete", { ...request, signature });
        expect(body.error?.code, signature).toBe("NETWORK_DENIED");
      }
      const ref = { ...request.wallet, address: `${request.wallet.address}!` };
      const { body } = await ask<BackendError>(handler, "/join", { wallet: ref });
      expect(body.error?.code).toBe("INVALID_ARGUMENT");
    });

    test(`a ${name} wallet signs a write grant`, async () => {
      const handler = backend();
      const proving = make();
      const { wallet, sign } = proving;
      const request = await completion(handler, proving);
      const { userId } = (await ask<{ userId: string }>(handler, "/join/complete", request)).body;
      const dwg = await newDwg(handler, newPerson(world.url), { owner: ownerIdentifier(wallet) });
      const start = async (text: string) =>
        ask<Check & BackendError>(handler, "/checks", {
          userId,
          dwg,
          signature: await sign(text),
          ...(wallet.publicKey !== undefined && { publicKey: wallet.publicKey }),
        });
      expect((await start(`${dwgText(dwg)}\n`)).body.error?.code).toBe("NETWORK_DENIED");
      const { status, body } = await start(dwgText(dwg));
      expect([status, body.status]).toEqual([201, "open"]);
    });
  }
