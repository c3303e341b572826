/** HTTP client of one MPC share node, wire-compatible with deployed ones. Bodies are never logged. */
import * as v from "valibot";
import { open } from "../crypto/box.ts";
import { checkBytes, concat, fromHex, fromUtf8, toHex } from "../crypto/bytes.ts";
import { commitment, unblind } from "../crypto/shares.ts";
import type { TypedData } from "../crypto/eip712.ts";
import { IdosError, isIdosError } from "../protocol/errors.ts";
import type { AddressChange } from "./messages.ts";

/** Milliseconds that a node has for one answer. */
export const NODE_DEADLINE = 10_000;

/** Largest answer that is read, in bytes: a share of 4 kB in hex stays far below it. */
const MAX_ANSWER = 32 * 1024;

/** `fetch`, or a fake one in tests. */
export type Fetch = typeof fetch;

/** Where a user's share lives on a node. */
export interface ShareAddress {
  /** The node's base URL. */
  node: string;
  contract: string;
  userId: string;
}

const answerSchema = v.object({ encrypted_share: v.string(), public_key: v.string(), nonce: v.string() });

async function request(
  fetcher: Fetch,
  { node, contract, userId }: ShareAddress,
  method: "PUT" | "POST" | "PATCH",
  authorization: string,
  body: object,
  signal: AbortSignal,
  path = "",
): Promise<Response> {
  let response: Response;
  try {
    response = await fetcher(`${node.replace(/\/$/, "")}/offchain/${contract}/shares/${userId}${path}`, {
      method,
      headers: { "content-type": "application/json", authorization },
      body: JSON.stringify(body),
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(NODE_DEADLINE)]),
    });
  } catch (cause) {
    if (signal.aborted) throw new IdosError("ABORTED", "Cancelled", { cause });
    throw new IdosError("NETWORK_UNREACHABLE", "The node did not answer", { cause });
  }
  if (response.ok) return response;
  if (response.status === 404) throw new IdosError("NOT_FOUND", "The node stores nothing for this profile");
  if (response.status === 401 || response.status === 403)
    throw new IdosError("MPC_DENIED", "The node refuses this wallet");
  if (response.status === 409) throw new IdosError("NETWORK_CONFLICT", "The node cannot do this with what it stores");
  if (response.status === 429) throw new IdosError("RATE_LIMITED", "The node asks to wait");
  throw new IdosError("MPC_UNAVAILABLE", `The node answered with status ${response.status}`);
}

/**
 * Stores a blinded share.
 * @param message the signed upload message
 * @param authorization scheme and signature over the message
 * @throws IdosError
 */
export async function putShare(
  fetcher: Fetch,
  address: ShareAddress,
  message: TypedData,
  authorization: string,
  blinded: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  await request(
    fetcher,
    address,
    "PUT",
    authorization,
    { ...message.message, share_data: `0x${toHex(blinded)}` },
    signal,
  );
}

/**
 * Lets another wallet rebuild the key, or no longer. Doing it again changes nothing.
 * @param message the signed message of this change
 * @param authorization scheme and signature over the message
 * @throws IdosError `NETWORK_CONFLICT` when the node would be left without any address, or has as many as it takes
 */
export async function patchAddresses(
  fetcher: Fetch,
  address: ShareAddress,
  change: AddressChange,
  message: TypedData,
  authorization: string,
  signal: AbortSignal,
): Promise<void> {
  await request(fetcher, address, "PATCH", authorization, message.message, signal, `/${change}_address`);
}

/** Reads no more than a share can be, so that a node cannot fill the memory. */
async function readBounded(response: Response, signal: AbortSignal): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  try {
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) break;
      length += value.length;
      if (length > MAX_ANSWER) throw new IdosError("MPC_CORRUPT_SHARE", "The node's answer is too long for a share");
      chunks.push(value);
    }
  } catch (cause) {
    void reader?.cancel().catch(() => {});
    if (isIdosError(cause)) throw cause;
    if (signal.aborted) throw new IdosError("ABORTED", "Cancelled", { cause });
    throw new IdosError("NETWORK_UNREACHABLE", "The node stopped answering", { cause });
  }
  return fromUtf8(concat(...chunks));
}

/** A share as it came back, and its commitment. */
export interface FetchedShare {
  share: Uint8Array;
  commitment: Uint8Array;
}

/**
 * Retrieves a share.
 * @param message the signed download message
 * @param authorization scheme and signature over the message
 * @param ephemeralSecretKey X25519, 32 bytes; its public half is in the message
 * @throws IdosError `MPC_CORRUPT_SHARE` for an answer that is none, `NOT_FOUND`, `MPC_DENIED`, `NETWORK_UNREACHABLE`, …
 */
export async function getShare(
  fetcher: Fetch,
  address: ShareAddress,
  message: TypedData,
  authorization: string,
  ephemeralSecretKey: Uint8Array,
  signal: AbortSignal,
): Promise<FetchedShare> {
  const response = await request(fetcher, address, "POST", authorization, message.message, signal);
  try {
    const answer = v.parse(answerSchema, JSON.parse(await readBounded(response, signal)));
    const nonce = checkBytes(fromHex(answer.nonce), 24, "nonce");
    const publicKey = checkBytes(fromHex(answer.public_key), 32, "public_key");
    const blinded = open(concat(nonce, fromHex(answer.encrypted_share)), publicKey, ephemeralSecretKey);
    return { share: unblind(blinded), commitment: commitment(blinded) };
  } catch (cause) {
    if (isIdosError(cause, "ABORTED") || isIdosError(cause, "NETWORK_UNREACHABLE")) throw cause;
    throw new IdosError("MPC_CORRUPT_SHARE", "The node's answer is no share", { cause });
  }
}
