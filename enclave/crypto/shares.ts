/**
 * The MPC secret and its shares, as deployed idOS makes them: 20 characters, split by Shamir per byte
 * over GF(2^8) with x = 1..n in node order. `shamir-secret-sharing` uses the same field and appends x
 * to a share, so no field arithmetic is needed here. Vectors: `tests/vectors/mpc.json`.
 */
import { combine, split } from "shamir-secret-sharing";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { IdosError } from "../protocol/errors.ts";
import { concat, randomBytes } from "./bytes.ts";

const ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!@#$%^&*()_+-=[]{}|;:,.<>?";
const SECRET_LENGTH = 20;
const BLIND = 32;

/** A share as it comes from a node. */
export interface NodeShare {
  /** The node's place in the list, from 0. */
  index: number;
  /** Share bytes, without coordinate and blind. */
  share: Uint8Array;
}

/** Draws a new MPC secret, 20 characters of idOS's alphabet, each equally likely. */
export function drawSecret(): string {
  // Bytes beyond the largest multiple of the alphabet's length would favour its first characters.
  const limit = 256 - (256 % ALPHABET.length);
  let secret = "";
  while (secret.length < SECRET_LENGTH)
    for (const byte of randomBytes(64))
      if (byte < limit && secret.length < SECRET_LENGTH) secret += ALPHABET[byte % ALPHABET.length];
  return secret;
}

/**
 * Splits a secret for n nodes.
 * @param secret bytes
 * @param nodes how many nodes, 2 to 255
 * @param threshold how many rebuild it
 * @returns one share per node, in node order, without coordinate
 */
export async function splitForNodes(secret: Uint8Array, nodes: number, threshold: number): Promise<Uint8Array[]> {
  // The package draws x at random from 1..255; asking for all 255 and keeping 1..n fixes them.
  const all = await split(secret, 255, threshold);
  const byX = new Map(all.map((share) => [share[share.length - 1] ?? 0, share.slice(0, -1)]));
  return Array.from({ length: nodes }, (_, index) => {
    const share = byX.get(index + 1);
    if (!share) throw new IdosError("INTERNAL", "Share coordinate missing");
    return share;
  });
}

/** Rebuilds a secret. Wrong bytes come out in silence for wrong shares: compare the derived public key. */
export async function combineShares(shares: readonly NodeShare[]): Promise<Uint8Array> {
  return combine(shares.map(({ index, share }) => concat(share, Uint8Array.of(index + 1))));
}

/** Blinds a share: 32 random bytes ‖ share. */
export function blind(share: Uint8Array): Uint8Array {
  return concat(randomBytes(BLIND), share);
}

/** The share inside a blinded one. */
export function unblind(blinded: Uint8Array): Uint8Array {
  if (blinded.length <= BLIND)
    throw new IdosError("MPC_CORRUPT_SHARE", "A node answered with a share that is too short");
  return blinded.slice(BLIND);
}

/** keccak256 of a blinded share, 32 bytes. */
export function commitment(blinded: Uint8Array): Uint8Array {
  return keccak_256(blinded);
}
