/** Rows of the storage node's answers, read strictly: a node may be wrong or hostile. */
import * as v from "valibot";
import { MAX_NOTES } from "../../enclave/protocol/public-notes.ts";
import { base64, base64Of32, hex, MAX_CONTENT, text, uuid } from "../../enclave/protocol/schemas.ts";
import { nodeSeconds } from "../shared/node-seconds.ts";
import type { Row } from "../network/network.ts";
import { walletKind } from "../../enclave/protocol/wallet-schemas.ts";

const issuerKey = hex(32);

/** Columns of `get_user`. */
export const userRow = v.object({
  id: uuid,
  recipient_encryption_public_key: base64Of32,
  encryption_password_store: v.picklist(["mpc", "user", "mm"]),
});
/** Columns of `get_credentials`. What others wrote has any form: one odd row must not hide the rest. */
export const credentialRow = v.object({
  id: uuid,
  public_notes: v.string(),
  issuer_auth_public_key: v.string(),
  original_id: v.nullish(uuid),
});
/** Columns of `get_credential_owned`. */
export const ownedRow = v.object({
  id: uuid,
  public_notes: text(MAX_NOTES),
  issuer_auth_public_key: issuerKey,
  content: base64(MAX_CONTENT),
  encryptor_public_key: base64Of32,
});
/** Columns of `get_wallets`; `wallet_type` is undefined for a kind that this version does not know. */
export const walletRow = v.object({
  id: uuid,
  address: text(200),
  public_key: v.nullish(text(200)),
  wallet_type: v.fallback(v.optional(v.union([walletKind, v.literal("MM")])), undefined),
});
/** Columns of `get_access_grants_owned`. */
export const grantRow = v.object({
  id: uuid,
  data_id: uuid,
  ag_grantee_wallet_identifier: v.string(),
  locked_until: nodeSeconds,
  content_hash: v.nullish(v.string()),
});

/** The only value of an answer with one row and one column; undefined for anything else. */
export function single(rows: readonly Row[]): unknown {
  return rows.length === 1 ? Object.values(rows[0] ?? {})[0] : undefined;
}
