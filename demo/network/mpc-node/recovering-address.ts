/** Recovering addresses, and who signed a request. Here: EVM wallets (`eip712`). */
import { fromHex } from "../../../enclave/crypto/bytes.ts";
import { typedDataDigest } from "../../../enclave/crypto/eip712.ts";
import { isEvmAddress, recoverAddress } from "../../../enclave/crypto/evm.ts";
import { type Messages, typedData } from "./typed-data.ts";

const PREFIX = "eip712:";

/** True for `eip712:0x…`. */
export function isRecoveringAddress(text: string): boolean {
  return text.startsWith(PREFIX) && isEvmAddress(text.slice(PREFIX.length));
}

/** EVM addresses compare without regard to case. */
export function sameRecoveringAddress(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/**
 * The recovering address that signed a message, undefined when the header or its signature is malformed.
 * @param authorization the `Authorization` header, `eip712 <hex signature>`
 */
export function signerOf<K extends keyof Messages>(
  authorization: string | undefined,
  kind: K,
  contract: string,
  message: Messages[K],
): string | undefined {
  const signature = /^eip712 ((?:0x)?[0-9a-fA-F]{130})$/.exec(authorization ?? "")?.[1];
  if (!signature) return undefined;
  const address = recoverAddress(typedDataDigest(typedData(kind, contract, message)), fromHex(signature));
  return address && PREFIX + address;
}
