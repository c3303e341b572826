/**
 * The texts of delegated grants. That of a delegated write grant (DWG) is built by the node, parsed and compared by
 * the client before a wallet is asked to sign it. The parser tolerates `* ` before a line, as idOS's documentation prints it.
 */
import { IdosError } from "../protocol/errors.ts";

/** A delegated write grant: who may write what into whose profile, and when. Times are RFC 3339, no milliseconds. */
export interface DelegatedWriteGrant {
  /** The user's wallet identifier. */
  owner: string;
  /** The wallet identifier that may write, called `consumer` in the text. */
  grantee: string;
  /** Ed25519 public key, hex. */
  issuerPublicKey: string;
  /** Single-use UUID. */
  id: string;
  /** Until when the copy's access grant cannot be revoked. */
  accessGrantTimelock: string;
  notUsableBefore: string;
  notUsableAfter: string;
}

const LINES: readonly (readonly [string, keyof DelegatedWriteGrant | undefined])[] = [
  ["operation", undefined],
  ["owner", "owner"],
  ["consumer", "grantee"],
  ["issuer public key", "issuerPublicKey"],
  ["id", "id"],
  ["access grant timelock", "accessGrantTimelock"],
  ["not usable before", "notUsableBefore"],
  ["not usable after", "notUsableAfter"],
];

/** `yyyy-mm-ddThh:mm:ssZ` of unix seconds, the only form of time in a DWG. */
export function dwgTime(unixSeconds: number): string {
  return `${new Date(unixSeconds * 1000).toISOString().slice(0, 19)}Z`;
}

/** An identifier as a DWG names it: an Ed25519 key, 64 hex digits, in lower case, as idOS's SDK asks since 2.1; else as it is. */
export function dwgIdentifier(identifier: string): string {
  return /^[0-9a-f]{64}$/i.test(identifier) ? identifier.toLowerCase() : identifier;
}

/** A DWG as the inputs of the network's actions name it. */
export const dwgInputs = (grant: DelegatedWriteGrant) => ({
  owner_wallet_identifier: grant.owner,
  grantee_wallet_identifier: grant.grantee,
  issuer_public_key: grant.issuerPublicKey,
  id: grant.id,
  access_grant_timelock: grant.accessGrantTimelock,
  not_usable_before: grant.notUsableBefore,
  not_usable_after: grant.notUsableAfter,
});

/** The text that a node returns for a DWG. */
export function dwgText(grant: DelegatedWriteGrant): string {
  return LINES.map(([label, key]) => `${label}: ${key ? grant[key] : "delegatedWriteGrant"}`).join("\n");
}

/**
 * Reads a node's DWG text; every line must be there, in order, and nothing else.
 * @throws IdosError `NETWORK_CONFLICT` when it is anything else
 */
export function parseDwgText(text: string): DelegatedWriteGrant {
  const lines = text.replace(/\n$/, "").split("\n");
  const grant: Partial<DelegatedWriteGrant> = {};
  if (lines.length !== LINES.length) throw altered("its lines");
  LINES.forEach(([label, key], i) => {
    const line = (lines[i] ?? "").replace(/^\* /, "");
    if (!line.startsWith(`${label}: `)) throw altered(label);
    const value = line.slice(label.length + 2);
    if (key) grant[key] = value;
    else if (value !== "delegatedWriteGrant") throw altered(label);
  });
  return grant as DelegatedWriteGrant;
}

/**
 * Compares a node's DWG text with what the user was shown, field by field.
 * @throws IdosError `NETWORK_CONFLICT` naming the line that differs
 */
export function checkDwgText(text: string, shown: DelegatedWriteGrant): void {
  const parsed = parseDwgText(text);
  for (const [label, key] of LINES) if (key && parsed[key] !== shown[key]) throw altered(label);
}

/** A delegated access grant (DAG): who may read which copy, and until when that cannot be taken back. */
export interface DelegatedAccessGrant {
  /** The user's wallet identifier. */
  owner: string;
  /** The wallet identifier that may read. */
  grantee: string;
  /** UUID of the copy. */
  dataId: string;
  /** Unix seconds, 0 = not locked. */
  lockedUntil: number;
  /** sha256 of the plaintext, lower-case hex. */
  contentHash: string;
}

/**
 * The text of a DAG on a local network. idOS does not publish its own; this one has the DWG's style, so that a
 * person reads both alike.
 */
export function dagText({ owner, grantee, dataId, lockedUntil, contentHash }: DelegatedAccessGrant): string {
  return (
    `operation: delegatedAccessGrant\nowner: ${owner}\ngrantee: ${grantee}\ndata id: ${dataId}\n` +
    `locked until: ${lockedUntil}\ncontent hash: ${contentHash}`
  );
}

function altered(what: string): IdosError {
  return new IdosError(
    "NETWORK_CONFLICT",
    `The storage node asks for a signature on something else than you were shown (${what})`,
  );
}
