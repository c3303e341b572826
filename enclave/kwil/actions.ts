/**
 * The actions of idOS's schema: names, and inputs with wire types in wire order.
 * One constant each, so that a bundle holds only those that it calls.
 * Frozen in `tests/vectors/kwil-actions.json`.
 */

/** An input's wire type. */
export type WireType = "uuid" | "text" | "int8";
type InputSpec = `${string}:${WireType}`;

/** An action of the schema. */
export interface Action<Inputs extends readonly InputSpec[] = readonly InputSpec[]> {
  readonly name: string;
  /** What a wallet shows above the digest when a transaction of this action is signed. */
  readonly description: string;
  /** `name:type`, in wire order. */
  readonly inputs: Inputs;
}

type ValueOf<T extends string> = T extends "int8" ? number : string;
/** The arguments of an action by name; null is SQL's null. */
export type Arguments<A extends Action> = {
  [
    Spec in A["inputs"][number] as Spec extends `${infer Name}:${string}` ? Name : never
  ]: Spec extends `${string}:${infer T}` ? ValueOf<T> | null : never;
};

function define<const Inputs extends readonly InputSpec[]>(
  name: string,
  inputs: Inputs,
  description = "",
): Action<Inputs> {
  return { name, inputs, description };
}

export const addInserterAsOwner = /* @__PURE__ */ define(
  "add_inserter_as_owner",
  ["id:uuid", "name:text"],
  "Add an inserter to idOS",
);
export const deleteInserterAsOwner = /* @__PURE__ */ define(
  "delete_inserter_as_owner",
  ["id:uuid"],
  "Remove an inserter from idOS",
);
export const addDelegateAsOwner = /* @__PURE__ */ define(
  "add_delegate_as_owner",
  ["address:text", "inserter_id:uuid"],
  "Add a delegate to idOS",
);
export const deleteDelegateAsOwner = /* @__PURE__ */ define(
  "delete_delegate_as_owner",
  ["address:text"],
  "Remove a delegate from idOS",
);
export const addUserAsInserter = /* @__PURE__ */ define(
  "add_user_as_inserter",
  ["id:uuid", "recipient_encryption_public_key:text", "encryption_password_store:text"],
  "Create a user in idOS",
);
export const updateUserPubKeyAsInserter = /* @__PURE__ */ define(
  "update_user_pub_key_as_inserter",
  ["id:uuid", "recipient_encryption_public_key:text", "encryption_password_store:text"],
  "Change a user's encryption key in idOS",
);
export const getUser = /* @__PURE__ */ define("get_user", []);
export const getUserAsInserter = /* @__PURE__ */ define("get_user_as_inserter", ["id:uuid"]);
export const upsertWalletAsInserter = /* @__PURE__ */ define(
  "upsert_wallet_as_inserter",
  ["id:uuid", "user_id:uuid", "address:text", "public_key:text", "wallet_type:text", "message:text", "signature:text"],
  "Insert or update a wallet in idOS",
);
export const addWallet = /* @__PURE__ */ define(
  "add_wallet",
  ["id:uuid", "address:text", "public_key:text", "wallet_type:text", "message:text", "signature:text"],
  "Add a wallet to your idOS profile",
);
export const getWallets = /* @__PURE__ */ define("get_wallets", []);
export const removeWallet = /* @__PURE__ */ define(
  "remove_wallet",
  ["id:uuid"],
  "Remove a wallet from your idOS profile",
);
export const upsertCredentialAsInserter = /* @__PURE__ */ define(
  "upsert_credential_as_inserter",
  [
    "id:uuid",
    "user_id:uuid",
    "issuer_auth_public_key:text",
    "encryptor_public_key:text",
    "content:text",
    "public_notes:text",
    "public_notes_signature:text",
    "broader_signature:text",
  ],
  "Insert or update a credential in idOS",
);
export const addCredential = /* @__PURE__ */ define(
  "add_credential",
  [
    "id:uuid",
    "issuer_auth_public_key:text",
    "encryptor_public_key:text",
    "content:text",
    "public_notes:text",
    "public_notes_signature:text",
    "broader_signature:text",
  ],
  "Add a credential to idOS",
);
export const getCredentials = /* @__PURE__ */ define("get_credentials", []);
export const getCredentialsSharedByUser = /* @__PURE__ */ define("get_credentials_shared_by_user", [
  "user_id:uuid",
  "original_issuer_auth_public_key:text",
]);
export const editCredential = /* @__PURE__ */ define(
  "edit_credential",
  [
    "id:uuid",
    "public_notes:text",
    "public_notes_signature:text",
    "broader_signature:text",
    "content:text",
    "encryptor_public_key:text",
    "issuer_auth_public_key:text",
  ],
  "Edit a credential in idOS",
);
export const editPublicNotesAsIssuer = /* @__PURE__ */ define(
  "edit_public_notes_as_issuer",
  ["public_notes_id:text", "public_notes:text"],
  "Edit a credential's public notes",
);
export const removeCredential = /* @__PURE__ */ define(
  "remove_credential",
  ["id:uuid"],
  "Remove a credential and its access grants from idOS",
);
export const rescindSharedCredential = /* @__PURE__ */ define(
  "rescind_shared_credential",
  ["credential_id:uuid"],
  "Rescind a shared credential",
);
export const shareCredential = /* @__PURE__ */ define(
  "share_credential",
  [
    "id:uuid",
    "original_credential_id:uuid",
    "public_notes:text",
    "public_notes_signature:text",
    "broader_signature:text",
    "content:text",
    "content_hash:text",
    "encryptor_public_key:text",
    "issuer_auth_public_key:text",
    "grantee_wallet_identifier:text",
    "locked_until:int8",
  ],
  "Share a credential with creating AG",
);
export const createCredentialsByDwg = /* @__PURE__ */ define(
  "create_credentials_by_dwg",
  [
    "issuer_auth_public_key:text",
    "original_encryptor_public_key:text",
    "original_credential_id:uuid",
    "original_content:text",
    "original_public_notes:text",
    "original_public_notes_signature:text",
    "original_broader_signature:text",
    "copy_encryptor_public_key:text",
    "copy_credential_id:uuid",
    "copy_content:text",
    "copy_public_notes_signature:text",
    "copy_broader_signature:text",
    "content_hash:text",
    "dwg_owner:text",
    "dwg_grantee:text",
    "dwg_issuer_public_key:text",
    "dwg_id:uuid",
    "dwg_access_grant_timelock:text",
    "dwg_not_before:text",
    "dwg_not_after:text",
    "dwg_signature:text",
  ],
  "Create credentials in idOS via DWG",
);
export const credentialExistAsInserter = /* @__PURE__ */ define("credential_exist_as_inserter", ["id:uuid"]);
export const getCredentialOwned = /* @__PURE__ */ define("get_credential_owned", ["id:uuid"]);
export const getCredentialShared = /* @__PURE__ */ define("get_credential_shared", ["id:uuid"]);
export const getSiblingCredentialId = /* @__PURE__ */ define("get_sibling_credential_id", ["content_hash:text"]);
export const addAttributeAsInserter = /* @__PURE__ */ define(
  "add_attribute_as_inserter",
  ["id:uuid", "user_id:uuid", "attribute_key:text", "value:text"],
  "Add an attribute to idOS",
);
export const addAttribute = /* @__PURE__ */ define(
  "add_attribute",
  ["id:uuid", "attribute_key:text", "value:text"],
  "Add an attribute to idOS",
);
export const getAttributes = /* @__PURE__ */ define("get_attributes", []);
export const editAttribute = /* @__PURE__ */ define(
  "edit_attribute",
  ["id:uuid", "attribute_key:text", "value:text"],
  "Edit an attribute in idOS",
);
export const removeAttribute = /* @__PURE__ */ define("remove_attribute", ["id:uuid"], "Remove an attribute from idOS");
export const shareAttribute = /* @__PURE__ */ define(
  "share_attribute",
  ["id:uuid", "original_attribute_id:uuid", "attribute_key:text", "value:text"],
  "Share an attribute",
);
export const dwgMessage = /* @__PURE__ */ define("dwg_message", [
  "owner_wallet_identifier:text",
  "grantee_wallet_identifier:text",
  "issuer_public_key:text",
  "id:uuid",
  "access_grant_timelock:text",
  "not_usable_before:text",
  "not_usable_after:text",
]);
export const revokeAccessGrant = /* @__PURE__ */ define(
  "revoke_access_grant",
  ["id:uuid"],
  "Revoke an Access Grant from idOS",
);
export const getAccessGrantsOwned = /* @__PURE__ */ define("get_access_grants_owned", []);
export const getAccessGrantsGranted = /* @__PURE__ */ define("get_access_grants_granted", [
  "user_id:uuid",
  "page:int8",
  "size:int8",
]);
export const getAccessGrantsGrantedCount = /* @__PURE__ */ define("get_access_grants_granted_count", ["user_id:uuid"]);
export const hasLockedAccessGrants = /* @__PURE__ */ define("has_locked_access_grants", ["id:uuid"]);
export const dagMessage = /* @__PURE__ */ define("dag_message", [
  "dag_owner_wallet_identifier:text",
  "dag_grantee_wallet_identifier:text",
  "dag_data_id:uuid",
  "dag_locked_until:int8",
  "dag_content_hash:text",
]);
export const createAgByDagForCopy = /* @__PURE__ */ define(
  "create_ag_by_dag_for_copy",
  [
    "dag_owner_wallet_identifier:text",
    "dag_grantee_wallet_identifier:text",
    "dag_data_id:uuid",
    "dag_locked_until:int8",
    "dag_content_hash:text",
    "dag_signature:text",
  ],
  "Create an Access Grant in idOS",
);
export const getAccessGrantsForCredential = /* @__PURE__ */ define("get_access_grants_for_credential", [
  "credential_id:uuid",
]);
export const hasProfile = /* @__PURE__ */ define("has_profile", ["address:text"]);
export const checkBalance = /* @__PURE__ */ define("check_balance", ["address:text", "token:text"]);
export const getWalletWithBalance = /* @__PURE__ */ define("get_wallet_with_balance", ["token:text"]);
export const requestWithdrawal = /* @__PURE__ */ define("request_withdrawal", ["token:text"]);
export const getAllowance = /* @__PURE__ */ define("get_allowance", []);
export const actionCostingGas = /* @__PURE__ */ define("action_costing_gas", []);
export const actionCostingIdosToken = /* @__PURE__ */ define("action_costing_idos_token", ["amount:int8"]);
export const getIssuerFee = /* @__PURE__ */ define("get_issuer_fee", ["credential_id:uuid"]);
export const actionCostingFee = /* @__PURE__ */ define("action_costing_fee", ["credential_id:uuid"]);
export const requestBalanceWithdrawal = /* @__PURE__ */ define("request_balance_withdrawal", [
  "token:text",
  "evm_address_to:text",
]);
