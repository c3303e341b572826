/** What a node tells a grantee: access grants, shared copies, and the originals' notes behind them. */
import * as v from "valibot";
import { getAccessGrantsGranted, getCredentialShared, getCredentialsSharedByUser } from "../../../enclave/kwil/actions.ts";
import { IdosError } from "../../../enclave/protocol/errors.ts";
import { parse, uuid } from "../../../enclave/protocol/schemas.ts";
import type { Base64, Hex, UnixSeconds, Uuid } from "../../../enclave/protocol/types.ts";
import { nodeSeconds } from "../../shared/node-seconds.ts";
import type { Network } from "../../network/network.ts";

/** An access grant to this server. */
export interface Grant {
  id: Uuid;
  /** The idOS profile that gave it. */
  userId: Uuid;
  /** The copy that was shared. */
  dataId: Uuid;
  /** Until when it cannot be revoked; 0 = no lock. */
  lockedUntil: UnixSeconds;
  /** sha256 of the plaintext, lower-case hex, as the user stated it. */
  contentHash: Hex;
}

/** A shared copy, sealed for this server. */
export interface SharedCopy {
  userId: Uuid;
  content: Base64;
  encryptorPublicKey: Base64;
  /** The original's notes; undefined once that is gone. */
  publicNotes: string | undefined;
}

/** A shared copy's original, as the node states it. */
export interface SharedOriginal {
  /** The copy. */
  id: Uuid;
  /** The original's. */
  publicNotes: string;
}

/** Rows per page of the grant list. */
const PAGE = 100;

const grantRow = v.object({
  id: uuid,
  ag_owner_user_id: uuid,
  data_id: uuid,
  locked_until: nodeSeconds,
  content_hash: v.nullish(v.string(), ""),
});
const copyRow = v.object({
  user_id: uuid,
  content: v.string(),
  encryptor_public_key: v.string(),
  public_notes: v.nullish(v.string()),
});
const originalRow = v.object({ id: uuid, public_notes: v.nullish(v.string(), "") });

function read<T>(schema: v.GenericSchema<unknown, T>, row: unknown, action: string): T {
  try {
    return parse(schema, row, action);
  } catch (cause) {
    throw new IdosError("NETWORK_CONFLICT", `${action}: the storage node's answer has an unknown form`, { cause });
  }
}

/** All access grants to the network's signer, of one user or of all, page by page. */
export async function* grantsTo(network: Network, userId?: Uuid, signal?: AbortSignal): AsyncGenerator<Grant, void> {
  for (let page = 1; ; page++) {
    const rows = await network.call(getAccessGrantsGranted, { user_id: userId ?? null, page, size: PAGE }, { signal });
    for (const row of rows) {
      const grant = read(grantRow, row, "get_access_grants_granted");
      yield {
        id: grant.id,
        userId: grant.ag_owner_user_id,
        dataId: grant.data_id,
        lockedUntil: grant.locked_until,
        contentHash: grant.content_hash,
      };
    }
    if (rows.length < PAGE) return;
  }
}

/**
 * The copy that a grant names.
 * @throws IdosError `NOT_FOUND` when it is not, or no longer, shared with the network's signer
 */
export async function sharedCopy(network: Network, id: Uuid, signal?: AbortSignal): Promise<SharedCopy> {
  const [row] = await network.call(getCredentialShared, { id }, { signal });
  if (!row) throw new IdosError("NOT_FOUND", "No credential with this id is shared with this server");
  const { user_id, content, encryptor_public_key, public_notes } = read(copyRow, row, "get_credential_shared");
  return { userId: user_id, content, encryptorPublicKey: encryptor_public_key, publicNotes: public_notes ?? undefined };
}

/** Originals by one issuer key behind the copies that a user shares with the network's signer. */
export async function originalsBehind(
  network: Network,
  userId: Uuid,
  issuerKey: Hex,
  signal?: AbortSignal,
): Promise<SharedOriginal[]> {
  const rows = await network.call(
    getCredentialsSharedByUser,
    { user_id: userId, original_issuer_auth_public_key: issuerKey },
    { signal },
  );
  return rows.map((row) => {
    const { id, public_notes } = read(originalRow, row, "get_credentials_shared_by_user");
    return { id, publicNotes: public_notes };
  });
}
