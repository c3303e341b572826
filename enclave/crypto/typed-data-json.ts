/** Typed data as `eth_signTypedData_v4` takes it. @see https://eips.ethereum.org/EIPS/eip-712 */
import type { TypedData, TypedField } from "./eip712.ts";

/** EIP712Domain as idOS's MPC nodes have it: no chainId. */
export const DOMAIN_TYPE: TypedField[] = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "verifyingContract", type: "address" },
];

/** JSON with the domain's type among the types, as wallets want it. */
export function typedDataJson({ domain, types, primaryType, message }: TypedData): string {
  return JSON.stringify({ types: { EIP712Domain: DOMAIN_TYPE, ...types }, domain, primaryType, message });
}
