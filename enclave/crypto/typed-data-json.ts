/** Typed data as `eth_signTypedData_v4` takes it. @see https://eips.ethereum.org/EIPS/eip-712 */
import { DOMAIN_TYPE, type TypedData } from "./eip712.ts";

/** JSON with the domain's type among the types, as wallets want it. */
export function typedDataJson({ domain, types, primaryType, message }: TypedData): string {
  return JSON.stringify({ types: { EIP712Domain: DOMAIN_TYPE, ...types }, domain, primaryType, message });
}
