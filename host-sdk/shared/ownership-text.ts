/**
 * The text by which a wallet agrees to belong to a profile, when a person joins and when they link another one. It names
 * site and profile, and is good for nothing else. Who asks for it and who checks it has it from here.
 */
import type { Uuid } from "../../enclave/protocol/types.ts";

/** What the text says. */
export interface OwnershipClaim {
  /** Host of the asking site. */
  site: string;
  userId: Uuid;
  /** As it is shown to the person. */
  address: string;
  /** Hex. */
  nonce: string;
  /** RFC 3339, UTC. */
  issued: string;
}

/** Writes it. */
export function ownershipText({ site, userId, address, nonce, issued }: OwnershipClaim): string {
  return (
    `${site} asks you to prove that you own this wallet.\n` +
    `Profile: ${userId}\nWallet: ${address}\nNonce: ${nonce}\nIssued: ${issued}`
  );
}

const FORM =
  /^(\S{1,253}) asks you to prove that you own this wallet\.\nProfile: (\S+)\nWallet: (\S+)\nNonce: ([0-9a-f]{16,128})\nIssued: (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)\n?$/;

/** Reads it; undefined for any other text. One newline at its end is let through. */
export function readOwnershipText(text: string): OwnershipClaim | undefined {
  const [, site, userId = "", address = "", nonce = "", issued = ""] = FORM.exec(text) ?? [];
  return site === undefined ? undefined : { site, userId, address, nonce, issued };
}
