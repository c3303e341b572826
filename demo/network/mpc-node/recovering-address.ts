/**
 * Recovering addresses and who signed a request, for four kinds of wallet: `eip712:0x…`, `NEAR:<base58 key>`,
 * `XRPL:<key>` and `FACESIGN:<key>`. EVM wallets sign typed data, all others the message as JSON.
 */
import { fromHex, utf8 } from "../../../enclave/crypto/bytes.ts";
import { ed25519Verify } from "../../../enclave/crypto/ed25519.ts";
import { typedDataDigest } from "../../../enclave/crypto/eip712.ts";
import { isEvmAddress, recoverAddress, sameEvmAddress } from "../../../enclave/crypto/evm.ts";
import { parseNearKey, verifyNep413 } from "../../../enclave/crypto/nep413.ts";
import { isXrplKey, verifyXrpl } from "../../../enclave/crypto/xrpl.ts";
import type { RecoveryScheme } from "../../../enclave/protocol/wallet-kinds.ts";
import { type Messages, signedJson, typedData } from "./typed-data.ts";

/** What is signed, in the two forms in which wallets sign it. */
interface Signed {
  /** EIP-712 digest, 32 bytes. */
  digest(): Uint8Array;
  json: string;
}

/** One kind of wallet. */
interface Scheme {
  /** Addresses compare without regard to case; others exactly. */
  anyCase?: true;
  /** True for the part of a recovering address behind the colon. */
  names(id: string): boolean;
  verify(id: string, signature: Uint8Array, signed: Signed): boolean;
}

const nearKey = (id: string): Uint8Array | undefined => parseNearKey(`ed25519:${id}`);

const SCHEMES: Readonly<Record<RecoveryScheme, Scheme>> = {
  eip712: {
    anyCase: true,
    names: isEvmAddress,
    verify(id, signature, { digest }) {
      const signer = recoverAddress(digest(), signature);
      return signer !== undefined && sameEvmAddress(signer, id);
    },
  },
  NEAR: {
    names: (id) => nearKey(id) !== undefined,
    verify(id, signature, { json }) {
      const key = nearKey(id);
      return key !== undefined && verifyNep413(json, signature, key);
    },
  },
  XRPL: { names: isXrplKey, verify: (id, signature, { json }) => verifyXrpl(json, signature, fromHex(id)) },
  FACESIGN: {
    names: (id) => /^[0-9a-f]{64}$/.test(id),
    verify: (id, signature, { json }) => ed25519Verify(signature, utf8(json), fromHex(id)),
  },
};

const schemeOf = (name: string): Scheme | undefined =>
  Object.hasOwn(SCHEMES, name) ? SCHEMES[name as RecoveryScheme] : undefined;

/** What recovering addresses look like, for errors. */
export const RECOVERING_ADDRESS = Object.keys(SCHEMES)
  .map((scheme) => `${scheme}:…`)
  .join(", ");

function split(address: string): { scheme: string; id: string } {
  const at = address.indexOf(":");
  return { scheme: address.slice(0, Math.max(at, 0)), id: address.slice(at + 1) };
}

/** True for a recovering address of one of the four forms. */
export function isRecoveringAddress(text: string): boolean {
  const { scheme, id } = split(text);
  return schemeOf(scheme)?.names(id) ?? false;
}

/** The form in which recovering addresses compare: EVM addresses without regard to case, all others exactly. */
export function recoveringKey(address: string): string {
  return schemeOf(split(address).scheme)?.anyCase ? address.toLowerCase() : address;
}

/** A read `Authorization` header. */
export interface Authorization {
  scheme: string;
  signature: Uint8Array;
}

/** Reads `eip712 | NEAR | XRPL | FACESIGN <hex signature>`; undefined when it is anything else. */
export function readAuthorization(header: string | undefined): Authorization | undefined {
  const [, scheme = "", hex = ""] = /^(\w+) (?:0x)?((?:[0-9a-fA-F]{2})+)$/.exec(header ?? "") ?? [];
  return schemeOf(scheme) && hex ? { scheme, signature: fromHex(hex) } : undefined;
}

/** True when this recovering address signed the message. */
export function isSignedBy<K extends keyof Messages>(
  address: string,
  { scheme, signature }: Authorization,
  kind: K,
  contract: string,
  message: Messages[K],
): boolean {
  const named = split(address);
  const wallet = schemeOf(scheme);
  if (!wallet || named.scheme !== scheme || !wallet.names(named.id)) return false;
  const signed = {
    digest: () => typedDataDigest(typedData(kind, contract, message)),
    json: signedJson(kind, message),
  };
  return wallet.verify(named.id, signature, signed);
}
