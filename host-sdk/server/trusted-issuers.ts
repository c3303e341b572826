/** Issuers whose word a server takes. Their keys come from its configuration, never from a credential. */
import { toHex } from "../../enclave/crypto/bytes.ts";
import { IdosError } from "../../enclave/protocol/errors.ts";
import type { Hex } from "../../enclave/protocol/types.ts";
import type { IssuerDescription } from "../backend-types.ts";
import { readPublicKey } from "./credential/multikey.ts";

/** An issuer that a server trusts. */
export interface TrustedIssuer extends IssuerDescription {
  /** Keys of its credentials' proofs, `z6Mk…` or hex, where they are not those of its rows. */
  proofKeys?: string[] | undefined;
  /** What `issuer` must be in its credentials, e.g. `https://issuer.example/issuers/1`. Not compared if left out. */
  credentialIssuer?: string | undefined;
  /**
   * What becomes of values that a credential's proof does not bind to their fields. Issuers that use this package
   * sign a digest of the fields, and nothing of theirs is unproven. Others may not: then the proof says which values
   * the issuer signed, and not which is the first name and which the family name; the person who shares the credential
   * can exchange them unseen.
   * - `withhold`, the default: they are not in `credential`; they stand apart, under `unproven`.
   * - `refuse`: the credential's `proof` does not hold.
   * - `accept`: they are in `credential` like all others. For issuers whose customers you believe not to try.
   */
  unproven?: "withhold" | "refuse" | "accept" | undefined;
}

/** A trusted issuer with its keys read. */
export interface KnownIssuer {
  readonly description: IssuerDescription;
  /** Keys of its rows, lower-case hex. */
  readonly rowKeys: readonly Hex[];
  /** Keys of its credentials' proofs, 32 bytes each. */
  readonly proofKeys: readonly Uint8Array[];
  readonly credentialIssuer: string | undefined;
  readonly unproven: "withhold" | "refuse" | "accept";
}

/**
 * Reads the issuers' keys.
 * @throws IdosError `INVALID_ARGUMENT` naming issuer and key
 */
export function readIssuers(issuers: readonly TrustedIssuer[]): KnownIssuer[] {
  const ids = new Set<string>();
  return issuers.map(({ id, name, authPublicKeys, url, proofKeys, credentialIssuer, unproven = "withhold" }, i) => {
    const at = `issuers[${i}]`;
    if (!id || ids.has(id))
      throw new IdosError("INVALID_ARGUMENT", `${at}.id: expected a text that no other issuer has`);
    ids.add(id);
    if (!name) throw new IdosError("INVALID_ARGUMENT", `${at}.name: expected text`);
    if (!authPublicKeys?.length)
      throw new IdosError("INVALID_ARGUMENT", `${at}.authPublicKeys: expected at least one key`);
    if (!["withhold", "refuse", "accept"].includes(unproven))
      throw new IdosError("INVALID_ARGUMENT", `${at}.unproven: expected withhold, refuse or accept`);
    const rowKeys = authPublicKeys.map((key, k) => toHex(readPublicKey(key, `${at}.authPublicKeys[${k}]`)));
    return {
      description: { id, name, authPublicKeys: rowKeys, ...(url && { url }) },
      rowKeys,
      proofKeys: (proofKeys ?? rowKeys).map((key, k) => readPublicKey(key, `${at}.proofKeys[${k}]`)),
      credentialIssuer,
      unproven,
    };
  });
}
