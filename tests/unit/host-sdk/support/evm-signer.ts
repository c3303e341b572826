import { fromHex } from "../../../../enclave/crypto/bytes.ts";
import { evmAddress, personalMessageDigest, signDigest } from "../../../../enclave/crypto/evm.ts";
import type { NetworkSigner, SigningReason } from "../../../../host-sdk/network/signer.ts";

/** A local key as the network's signer, which remembers what it was asked for. */
export function evmSigner(secretKey: string): NetworkSigner & { address: string; asked: SigningReason[] } {
  const key = fromHex(secretKey, "secretKey", 32);
  const address = evmAddress(key);
  const asked: SigningReason[] = [];
  return {
    address,
    asked,
    authType: "secp256k1_ep",
    keyType: "secp256k1",
    identifier: address.slice(2).toLowerCase(),
    async sign(message, why) {
      asked.push(why);
      return signDigest(personalMessageDigest(message), key);
    },
  };
}
