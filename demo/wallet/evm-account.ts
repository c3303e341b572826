/** A burner account: a secp256k1 key, its address, and the two kinds of signature that a wallet makes. */
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { typedDataDigest, type TypedData } from "./typed-data.ts";

/** A throw-away account. Its key lies in the clear on this computer: never put anything of worth into it. */
export interface BurnerAccount {
  name: string;
  /** Checksummed, with `0x`. */
  address: string;
  /** 32 bytes, lower-case hex without `0x`. */
  secretKey: string;
}

/** Checksummed address of 20 bytes. @see https://eips.ethereum.org/EIPS/eip-55 */
function checksummed(address: Uint8Array): string {
  const digits = bytesToHex(address);
  const hash = bytesToHex(keccak_256(utf8ToBytes(digits)));
  return `0x${Array.from(digits, (c, i) => (parseInt(hash.charAt(i), 16) >= 8 ? c.toUpperCase() : c)).join("")}`;
}

/**
 * The account of a key.
 * @param name what the wallet calls it
 * @param secretKey 32 bytes; a new random one by default
 */
export function burnerAccount(name: string, secretKey = secp256k1.utils.randomSecretKey()): BurnerAccount {
  const point = secp256k1.getPublicKey(secretKey, false);
  return { name, address: checksummed(keccak_256(point.subarray(1)).subarray(12)), secretKey: bytesToHex(secretKey) };
}

function signDigest(digest: Uint8Array, account: BurnerAccount): string {
  const recovered = secp256k1.sign(digest, hexToBytes(account.secretKey), { prehash: false, format: "recovered" });
  return `0x${bytesToHex(recovered.subarray(1))}${(27 + (recovered[0] ?? 0)).toString(16)}`;
}

/** EIP-191 signature over bytes (`personal_sign`): `0x` hex of r ‖ s ‖ v. @see https://eips.ethereum.org/EIPS/eip-191 */
export function signPersonalMessage(message: Uint8Array, account: BurnerAccount): string {
  const prefix = utf8ToBytes(`\x19Ethereum Signed Message:\n${message.length}`);
  return signDigest(keccak_256(concatBytes(prefix, message)), account);
}

/** EIP-712 signature (`eth_signTypedData_v4`): `0x` hex of r ‖ s ‖ v. @throws ProviderError −32602 */
export function signTypedData(data: TypedData, account: BurnerAccount): string {
  return signDigest(typedDataDigest(data), account);
}
