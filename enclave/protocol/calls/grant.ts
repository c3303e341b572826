/** `grant`: after consent, a credential that the person chose, sealed for a consumer and ready to be signed. */
import * as v from "valibot";
import { base64Of32, bytes, hex, MAX_CONTENT, printableAscii, text, unixSeconds, uuid, uuidV4 } from "../schemas.ts";
import type { Candidate, Consumer, Hex, Requirements, Timelock, UnixSeconds, Uuid } from "../types.ts";
import { candidates } from "./candidates.ts";
import type { KeyCall } from "./definition.ts";
import { requirements } from "./requirements.ts";

export interface GrantParams {
  candidates: Candidate[];
  consumer: Consumer;
  requirements?: Requirements | undefined;
  /** Why, in the host's words; shown as a quotation. At most 200 characters. */
  purpose: string;
  timelock?: Timelock | undefined;
  /** Id of the copy that will be made. */
  copyId: Uuid;
}

export interface GrantResult {
  /** The original that the user chose. */
  credentialId: Uuid;
  /** Encoded `share_credential` payload, ready to be signed. */
  payload: Uint8Array;
  /** The digest that the wallet shows: hex of the first 20 bytes of sha256(payload). */
  digest: Hex;
  /** As in the payload: 0 if the user left an optional timelock out. */
  lockedUntil: UnixSeconds;
  /** The copy's plaintext hash, as in the payload. */
  contentHash: Hex;
}

/** The method. */
export const grant: KeyCall<GrantParams, GrantResult> = {
  params: v.pipe(
    v.strictObject({
      candidates,
      consumer: v.strictObject({
        name: v.optional(text(200)),
        url: v.optional(text(500)),
        walletIdentifier: printableAscii(200),
        encryptionPublicKey: base64Of32,
      }),
      requirements: v.optional(requirements),
      purpose: v.pipe(text(200), v.minLength(1)),
      timelock: v.optional(v.strictObject({ until: unixSeconds, optional: v.boolean() })),
      copyId: uuidV4,
    }),
    v.forward(
      v.check(
        ({ candidates: all, copyId }) => !all.some(({ id }) => id.toLowerCase() === copyId.toLowerCase()),
        "a copyId that no candidate has",
      ),
      ["copyId"],
    ),
  ),
  result: v.strictObject({
    credentialId: uuid,
    // The payload holds the content in base64 once more encoded.
    payload: bytes(2 * MAX_CONTENT),
    digest: hex(20),
    lockedUntil: unixSeconds,
    contentHash: hex(32),
  }),
  consent: "each",
  surface: "window",
  deadline: null,
  withKey: true,
};
