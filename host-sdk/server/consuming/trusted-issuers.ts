/** Issuers whose word a server takes. Their keys come from its configuration, never from a credential. */
import { toHex } from "../../../enclave/crypto/bytes.ts";
import { IdosError } from "../../../enclave/protocol/errors.ts";
import type { Hex } from "../../../enclave/protocol/types.ts";
import type { IssuerDescription } from "../../shared/backend-types.ts";
import { httpUrl } from "../../network/http.ts";
import { readPublicKey } from "../credential/multikey.ts";

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
  /**
   * What an approved status may rest on. Issuers that use this package name each credential in its public notes, and
   * that is checked whatever stands here. Most others draw the notes' id at random.
   * - `network`, the default: the row behind the copy decides, and `basis` of the result is `network` where its notes
   *   do not name the credential. Then whoever has one approved row of this issuer can share another credential of the
   *   issuer under it: one that was revoked, or one that is somebody else's.
   * - `credential`: the notes have to name the credential.
   */
  statusBasis?: "network" | "credential" | undefined;
  /**
   * Where this issuer's own backend says whether it revoked a credential, e.g. `https://issuer.example/idos/status`
   * (`status` of its `idosHandler`). Then the `status` check asks there too, on every read: the storage node's word
   * alone can be a row that its owner put back. Default: it is not asked.
   */
  statusUrl?: string | undefined;
  /**
   * What an issuer that does not answer means. `refuse`, the default: the check does not hold for now, and
   * `idosHandler` reads the grant again later. `accept`: the node's word is enough then, for whoever can keep
   * the issuer from answering, too.
   */
  statusUnreachable?: "refuse" | "accept" | undefined;
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
  readonly statusBasis: "network" | "credential";
  /** Without a slash at the end. */
  readonly statusUrl: string | undefined;
  readonly statusUnreachable: "refuse" | "accept";
}

/** Reads where an issuer is asked: over TLS, but on this machine. */
function readStatusUrl(url: string | undefined, at: string): string | undefined {
  if (url === undefined) return undefined;
  const address = httpUrl(url, at);
  const { protocol, hostname } = new URL(address);
  if (protocol !== "https:" && !/^(?:(?:[a-z\d-]+\.)*localhost|127\.0\.0\.1|\[::1\])$/.test(hostname))
    throw new IdosError("INVALID_ARGUMENT", `${at}: expected https`);
  return address;
}

function oneOf<T extends string>(value: string, allowed: readonly T[], at: string): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new IdosError("INVALID_ARGUMENT", `${at}: expected ${allowed.join(", ")}`);
  return found;
}

/**
 * Reads the issuers' keys.
 * @throws IdosError `INVALID_ARGUMENT` naming issuer and key
 */
export function readIssuers(issuers: readonly TrustedIssuer[]): KnownIssuer[] {
  const ids = new Set<string>();
  return issuers.map((issuer, i) => {
    const { id, name, authPublicKeys, url, proofKeys } = issuer;
    const { unproven = "withhold", statusBasis = "network", statusUnreachable = "refuse" } = issuer;
    const at = `issuers[${i}]`;
    if (!id || ids.has(id))
      throw new IdosError("INVALID_ARGUMENT", `${at}.id: expected a text that no other issuer has`);
    ids.add(id);
    if (!name) throw new IdosError("INVALID_ARGUMENT", `${at}.name: expected text`);
    if (!authPublicKeys?.length)
      throw new IdosError("INVALID_ARGUMENT", `${at}.authPublicKeys: expected at least one key`);
    const rowKeys = authPublicKeys.map((key, k) => toHex(readPublicKey(key, `${at}.authPublicKeys[${k}]`)));
    return {
      description: { id, name, authPublicKeys: rowKeys, ...(url && { url }) },
      rowKeys,
      proofKeys: (proofKeys ?? rowKeys).map((key, k) => readPublicKey(key, `${at}.proofKeys[${k}]`)),
      credentialIssuer: issuer.credentialIssuer,
      unproven: oneOf(unproven, ["withhold", "refuse", "accept"], `${at}.unproven`),
      statusBasis: oneOf(statusBasis, ["network", "credential"], `${at}.statusBasis`),
      statusUrl: readStatusUrl(issuer.statusUrl, `${at}.statusUrl`),
      statusUnreachable: oneOf(statusUnreachable, ["refuse", "accept"], `${at}.statusUnreachable`),
    };
  });
}
