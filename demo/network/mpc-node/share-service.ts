/** What an MPC node does: stores a blinded share for who signed, and hands it back to who may recover it. */
import { equalBytes, fromHex, toHex } from "../../../enclave/crypto/bytes.ts";
import { seal } from "../../../enclave/crypto/box.ts";
import { commitment } from "../../../enclave/crypto/shares.ts";
import {
  type Authorization,
  isRecoveringAddress,
  isSignedBy,
  readAuthorization,
  RECOVERING_ADDRESS,
  recoveringKey,
} from "./recovering-address.ts";
import type { RetrievalCounter } from "./retrieval-limit.ts";
import type { ShareStore, StoredShare } from "./store.ts";
import type { Messages } from "./typed-data.ts";

/** How far a timestamp may be from the node's clock, in ms. */
const WINDOW = 5 * 60_000;
/** Most recovering addresses of a user. */
const ADDRESSES = 20;
/** Most signed requests of a user within the window, and most shares that one replaced: records stay small. */
const USES = 500;
const REPLACEMENTS = 500;

/** A refusal, with its HTTP status. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: 400 | 401 | 403 | 404 | 409 | 429;
  /** Seconds to wait, with status 429. */
  readonly retryAfter: number | undefined;
  constructor(status: Refusal["status"], message: string, retryAfter?: number) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** Body of `PUT`. */
export type Upload = Messages["upload"] & {
  /** Blinded share, hex. */
  share_data: string;
};

/** Answer of `POST`, a NaCl box to the ephemeral key, 0x-hex. */
export interface Download {
  encrypted_share: string;
  public_key: string;
  nonce: string;
}

/** Options of {@link createShareService}. */
export interface ShareServiceOptions {
  store: ShareStore;
  /** 42 hex digits. */
  contract: string;
  /** The node's place among the nodes, from 0. */
  index: number;
  /** Clock in ms. */
  now: () => number;
  retrievals: RetrievalCounter;
  /** What is handed out in place of a stored blinded share: for faults. */
  handOut?: ((userId: string, blinded: Uint8Array) => Uint8Array) | undefined;
}

/** The service. Every method throws {@link Refusal}; `userId` is a lower-case UUID. */
export interface ShareService {
  upload(userId: string, upload: Upload, authorization: string | undefined): Promise<void>;
  download(userId: string, message: Messages["download"], authorization: string | undefined): Promise<Download>;
  addAddress(userId: string, message: Messages["addAddress"], authorization: string | undefined): Promise<void>;
  removeAddress(userId: string, message: Messages["removeAddress"], authorization: string | undefined): Promise<void>;
}

const has = (addresses: readonly string[], address: string): boolean =>
  addresses.some((one) => recoveringKey(one) === recoveringKey(address));

function authorizationOf(header: string | undefined): Authorization {
  const authorization = readAuthorization(header);
  if (!authorization) throw new Refusal(401, "the signature is malformed, or of a kind of wallet that is not known");
  return authorization;
}

/** Creates the service over a store. */
export function createShareService(options: ShareServiceOptions): ShareService {
  const { store, contract, index, now, retrievals, handOut = (_, blinded) => blinded } = options;
  const queues = new Map<string, Promise<unknown>>();

  /** Requests for one user run one after the other: each reads what the one before it wrote. */
  function inTurn<T>(userId: string, work: () => Promise<T>): Promise<T> {
    const turn = (queues.get(userId) ?? Promise.resolve()).then(work);
    const settled = turn.catch(() => {}).then(() => void (queues.get(userId) === settled && queues.delete(userId)));
    queues.set(userId, settled);
    return turn;
  }

  /** Loads the share for a signed, timely, unused request of a recovering address, and notes its use. */
  async function authorize<K extends "download" | "addAddress" | "removeAddress">(
    userId: string,
    kind: K,
    message: Messages[K],
    authorization: string | undefined,
  ): Promise<StoredShare> {
    const { recovering_address: address, timestamp } = message;
    if (!isSignedBy(address, authorizationOf(authorization), kind, contract, message))
      throw new Refusal(401, "the signature is not the recovering address's");
    if (Math.abs(now() - timestamp) > WINDOW) throw new Refusal(401, "the timestamp is too far from the node's clock");
    const stored = await store.get(userId);
    if (!stored) throw new Refusal(404, "nothing is stored for this user");
    if (!has(stored.addresses, address)) throw new Refusal(403, "this address may not recover the share");
    const use = `${recoveringKey(address)} ${timestamp}`;
    if (stored.used.includes(use)) throw new Refusal(401, "this timestamp was used before");
    const fresh = stored.used.filter((one) => Math.abs(now() - Number(one.split(" ")[1])) <= WINDOW);
    if (fresh.length >= USES) throw new Refusal(429, "too many requests of this user", WINDOW / 1000);
    return { ...stored, used: [...fresh, use] };
  }

  return {
    upload: (userId, { share_data, ...message }, authorization) =>
      inTurn(userId, async () => {
        const { share_commitments: commitments, recovering_addresses: addresses } = message;
        if (!addresses.length || addresses.length > ADDRESSES || !addresses.every(isRecoveringAddress))
          throw new Refusal(400, `recovering_addresses: expected 1 to ${ADDRESSES} of ${RECOVERING_ADDRESS}`);
        const expected = commitments[index];
        const blinded = fromHex(share_data);
        if (!expected || blinded.length <= 32 || !equalBytes(commitment(blinded), fromHex(expected)))
          throw new Refusal(400, "share_data is not what its commitment says");
        const signed = authorizationOf(authorization);
        const stored = await store.get(userId);
        if (!(stored?.addresses ?? addresses).some((one) => isSignedBy(one, signed, "upload", contract, message)))
          throw stored
            ? new Refusal(403, "this user has a share here: only one of its recovering addresses may replace it")
            : new Refusal(401, "the signature is not a recovering address's");
        const before = stored?.commitments[index]?.toLowerCase();
        // An upload has no timestamp: whoever saw one could send it again, to undo what was done to the addresses since.
        if (before === expected.toLowerCase()) return;
        const replaced = stored?.replaced ?? [];
        if (replaced.includes(expected.toLowerCase())) throw new Refusal(409, "this share was replaced before");
        if (replaced.length >= REPLACEMENTS) throw new Refusal(409, "this user's share was replaced too often");
        await store.put(userId, {
          share: toHex(blinded),
          commitments,
          addresses,
          replaced: before === undefined ? replaced : [...replaced, before],
          used: stored?.used ?? [],
        });
      }),

    download: (userId, message, authorization) =>
      inTurn(userId, async () => {
        const stored = await authorize(userId, "download", message, authorization);
        // After the signature: nobody else can use a user's retrievals up.
        const wait = retrievals.take(userId);
        if (wait !== undefined) throw new Refusal(429, "too many retrievals of this share", Math.ceil(wait / 1000));
        const { content, encryptorPublicKey } = seal(
          handOut(userId, fromHex(stored.share)),
          fromHex(message.public_key, "public_key", 32),
        );
        await store.put(userId, stored);
        return {
          encrypted_share: `0x${toHex(content.subarray(24))}`,
          public_key: `0x${toHex(encryptorPublicKey)}`,
          nonce: `0x${toHex(content.subarray(0, 24))}`,
        };
      }),

    addAddress: (userId, message, authorization) =>
      inTurn(userId, async () => {
        const added = message.address_to_add;
        if (!isRecoveringAddress(added)) throw new Refusal(400, `address_to_add: expected ${RECOVERING_ADDRESS}`);
        const stored = await authorize(userId, "addAddress", message, authorization);
        if (!has(stored.addresses, added)) {
          if (stored.addresses.length >= ADDRESSES) throw new Refusal(409, `at most ${ADDRESSES} recovering addresses`);
          stored.addresses = [...stored.addresses, added];
        }
        await store.put(userId, stored);
      }),

    removeAddress: (userId, message, authorization) =>
      inTurn(userId, async () => {
        const stored = await authorize(userId, "removeAddress", message, authorization);
        const rest = stored.addresses.filter((one) => recoveringKey(one) !== recoveringKey(message.address_to_remove));
        if (!rest.length) throw new Refusal(409, "the last recovering address cannot be removed");
        await store.put(userId, { ...stored, addresses: rest });
      }),
  };
}
