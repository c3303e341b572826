/** A delegated write grant (DWG) as it comes from a browser: everything is checked before it is kept. */
import * as v from "valibot";
import { dwgMessage } from "../../../enclave/kwil/actions.ts";
import { checkDwgText, dwgInputs, dwgTime, type DelegatedWriteGrant } from "../../../enclave/kwil/grants-messages.ts";
import { IdosError } from "../../../enclave/protocol/errors.ts";
import { hex, parse, text, uuid } from "../../../enclave/protocol/schemas.ts";
import type { Hex } from "../../../enclave/protocol/types.ts";
import type { Network } from "../../network/network.ts";
import { checkSignatureOf, sameGrantee } from "../shared/wallet-proof.ts";
import { kindOfIdentifier } from "../../../enclave/crypto/wallet-proofs.ts";
import type { CheckRequest } from "../../shared/backend-types.ts";

/** Clocks differ: as much as a node allows before `notUsableBefore`, in seconds. */
const CLOCK_SKEW = 65;

const line = v.pipe(text(200), v.regex(/^[\x21-\x7e]+$/, "printable text without spaces"));

/** Schema of a DWG. */
export const writeGrant: v.GenericSchema<unknown, DelegatedWriteGrant> = v.strictObject({
  owner: line,
  grantee: line,
  issuerPublicKey: hex(32),
  id: uuid,
  accessGrantTimelock: line,
  notUsableBefore: line,
  notUsableAfter: line,
});

/** What a DWG must say to be of use to this server. */
export interface ExpectedWriteGrant {
  /** This server's wallet identifier. */
  grantee: string;
  /** This server's Ed25519 key, lower-case hex. */
  issuerPublicKey: Hex;
  /** How long it may be usable, in seconds. */
  validFor: number;
  /** The timelock that was asked for, in seconds; 0 = none. */
  timelock: number;
  /** Unix seconds. */
  now: number;
}

function seconds(time: string, name: string): number {
  const at = Date.parse(time) / 1000;
  if (Number.isNaN(at) || dwgTime(at) !== time)
    throw new IdosError("INVALID_ARGUMENT", `dwg.${name}: expected yyyy-mm-ddThh:mm:ssZ`);
  return at;
}

/** When a DWG stops being usable, unix seconds. */
export function usableUntil(dwg: DelegatedWriteGrant): number {
  return seconds(dwg.notUsableAfter, "notUsableAfter");
}

/**
 * Checks what a DWG says: for this server, by this issuer, usable now and not for longer than was asked.
 * @throws IdosError `INVALID_ARGUMENT` naming the field
 */
export function checkWriteGrant(dwg: DelegatedWriteGrant, expected: ExpectedWriteGrant): void {
  const wrong = (field: keyof DelegatedWriteGrant, what: string) =>
    new IdosError("INVALID_ARGUMENT", `dwg.${field}: ${what}`);
  if (!kindOfIdentifier(dwg.owner)) throw wrong("owner", "expected the identifier of a wallet");
  if (!sameGrantee(dwg.grantee, expected.grantee)) throw wrong("grantee", "expected this server's wallet identifier");
  if (dwg.issuerPublicKey !== expected.issuerPublicKey)
    throw wrong("issuerPublicKey", "expected this server's issuer key");
  const before = seconds(dwg.notUsableBefore, "notUsableBefore");
  const after = usableUntil(dwg);
  const timelock = seconds(dwg.accessGrantTimelock, "accessGrantTimelock");
  if (before > expected.now + CLOCK_SKEW) throw wrong("notUsableBefore", "it is still to come");
  if (after <= expected.now) throw wrong("notUsableAfter", "it has passed");
  if (after <= before) throw wrong("notUsableAfter", "it is not after notUsableBefore");
  if (after > expected.now + expected.validFor + CLOCK_SKEW)
    throw wrong("notUsableAfter", "it is later than was asked");
  // It was asked for at some time since notUsableBefore; without one it is notUsableBefore itself.
  if (timelock < before + expected.timelock) throw wrong("accessGrantTimelock", "it is earlier than was asked");
  const latest = expected.timelock === 0 ? before : expected.now + expected.timelock;
  if (timelock > latest + CLOCK_SKEW) throw wrong("accessGrantTimelock", "it is later than was asked");
}

/**
 * Checks that the owner signed a DWG: over the text that the node returns for it, which must say the same.
 * @throws IdosError `NETWORK_CONFLICT` when the node's text says something else, `NETWORK_DENIED`
 */
export async function checkWriteGrantSignature(
  network: Network,
  { dwg, signature, publicKey }: Pick<CheckRequest, "dwg" | "signature" | "publicKey">,
  signal?: AbortSignal,
): Promise<void> {
  const [row] = await network.call(dwgMessage, dwgInputs(dwg), { signal });
  const message = parse(v.string(), row?.["message"], "dwg_message");
  checkDwgText(message, dwg);
  checkSignatureOf(dwg.owner, publicKey, message, signature);
}
