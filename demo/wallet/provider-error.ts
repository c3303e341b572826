/** Errors of an Ethereum provider. @see https://eips.ethereum.org/EIPS/eip-1193#errors and EIP-1474 */

/** Codes that this wallet answers with. */
export const PROVIDER_CODES = {
  userRejected: 4001,
  unauthorized: 4100,
  unsupportedMethod: 4200,
  disconnected: 4900,
  invalidParams: -32602,
  limitExceeded: -32005,
} as const;

/** What a failing `request` rejects with. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
  readonly code: number;

  constructor(kind: keyof typeof PROVIDER_CODES, message: string) {
    super(message);
    this.code = PROVIDER_CODES[kind];
  }
}
