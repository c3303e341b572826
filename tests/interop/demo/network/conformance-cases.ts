/** Every action with arguments about things of the owner's, and the conditions under which it is refused. */
import type { Action, Arguments } from "../../../../enclave/kwil/actions.ts";
import * as idos from "../../../../enclave/kwil/actions.ts";
import { getAccessGrantLimits, setAccessGrantLimits } from "../../../../enclave/kwil/extension-actions.ts";
import { dagText, dwgText } from "../../../../enclave/kwil/grants-messages.ts";
import { LOCKED_UNTIL, NOW, walletArguments, type World } from "./conformance-world.ts";
import {
  credentialRow,
  dwg,
  dwgMessageArguments,
  dwgWriteArguments,
  encryptionKey,
  EvmPerson,
  KeyPerson,
  notes,
  shareArguments,
} from "./people.ts";

/** One row of the table. */
export interface Case {
  action: Action;
  /** What is special about the arguments; empty when nothing is. */
  when: string;
  args(world: World): Promise<Arguments<Action>>;
}

function row<A extends Action>(
  action: A,
  args: (world: World) => Arguments<A> | Promise<Arguments<A>>,
  when = "",
): Case {
  return { action, when, args: async (world) => (await args(world)) as Arguments<Action> };
}

const id = (): string => crypto.randomUUID();
const nothing = () => ({});
const profile = (user: string) => ({
  id: user,
  recipient_encryption_public_key: encryptionKey(),
  encryption_password_store: "user",
});

/** A signed credential row without its hash. */
function credential(world: World, publicNotes = notes()) {
  const { content_hash: _, ...signed } = credentialRow("credential", publicNotes, world.issuer.seed);
  return signed;
}

/** Arguments of a delegated write that the owner signed. */
async function delegatedWrite(world: World, change: { from?: number; issuer?: KeyPerson } = {}) {
  const issuer = change.issuer ?? world.issuer;
  const grant = dwg(world.owner.identifier, world.grantee.identifier, issuer.identifier, change.from ?? NOW);
  return dwgWriteArguments(grant, await world.owner.wallet.signMessage(dwgText(grant)), issuer.seed);
}

/** Arguments of a delegated access grant on the owner's copy. */
async function delegatedAccess(world: World, signer = world.owner) {
  const { id: dataId, args } = await world.get("copy");
  const grant = {
    owner: world.owner.identifier,
    grantee: world.grantee.identifier,
    dataId,
    lockedUntil: 1,
    contentHash: args.content_hash,
  };
  return {
    dag_owner_wallet_identifier: grant.owner,
    dag_grantee_wallet_identifier: grant.grantee,
    dag_data_id: dataId,
    dag_locked_until: 1,
    dag_content_hash: grant.contentHash,
    dag_signature: await signer.wallet.signMessage(dagText(grant)),
  };
}

const dagMessageArguments = async (world: World) => {
  const { dag_signature: _, ...args } = await delegatedAccess(world);
  return args;
};

const sharedByOwner = async (world: World, issuer: string | null = null) => {
  await world.get("copy");
  return { user_id: world.userId, original_issuer_auth_public_key: issuer };
};

/** Every case, in the order of the table's rows. */
export const CASES: readonly Case[] = [
  row(idos.addInserterAsOwner, () => ({ id: id(), name: id() })),
  row(idos.addInserterAsOwner, () => ({ id: id(), name: "Neobank" }), "the name is taken"),
  row(idos.deleteInserterAsOwner, async (w) => ({ id: (await w.get("emptyInserter")).id })),
  row(idos.deleteInserterAsOwner, () => ({ id: id() }), "there is none"),
  row(idos.addDelegateAsOwner, async (w) => ({
    address: new EvmPerson("http://127.0.0.1").identifier,
    inserter_id: (await w.get("emptyInserter")).id,
  })),
  row(
    idos.addDelegateAsOwner,
    async (w) => ({ address: w.inserter.identifier, inserter_id: (await w.get("emptyInserter")).id }),
    "the address is taken",
  ),
  row(idos.deleteDelegateAsOwner, async (w) => ({ address: (await w.get("emptyInserter")).address })),
  row(
    idos.deleteDelegateAsOwner,
    async (w) => ({ address: (await w.get("emptyInserter")).address.toUpperCase() }),
    "in upper case",
  ),
  row(idos.deleteDelegateAsOwner, () => ({ address: "0xnobody" }), "there is none"),

  row(idos.hasProfile, (w) => ({ address: w.owner.identifier })),
  row(idos.hasProfile, (w) => ({ address: w.grantee.identifier }), "of nobody with a profile"),
  row(idos.hasProfile, () => ({ address: null }), "without an address"),
  row(idos.addUserAsInserter, () => profile(id())),
  row(idos.addUserAsInserter, (w) => profile(w.userId), "the id is taken"),
  row(idos.updateUserPubKeyAsInserter, (w) => profile(w.userId)),
  row(idos.updateUserPubKeyAsInserter, () => profile(id()), "there is none"),
  row(idos.getUser, nothing),
  row(idos.getUserAsInserter, (w) => ({ id: w.userId })),

  row(idos.upsertWalletAsInserter, async (w) => ({
    ...(await walletArguments(id(), new EvmPerson("http://127.0.0.1"))),
    user_id: w.userId,
  })),
  row(
    idos.upsertWalletAsInserter,
    async (w) => ({ ...(await walletArguments(id(), w.owner)), user_id: w.userId }),
    "the wallet is taken",
  ),
  row(idos.addWallet, () => walletArguments(id(), new EvmPerson("http://127.0.0.1"))),
  row(idos.addWallet, (w) => walletArguments(id(), w.owner), "the wallet is taken"),
  row(
    idos.addWallet,
    async (w) => ({
      ...(await walletArguments(id(), w.owner)),
      address: new EvmPerson("http://127.0.0.1").identifier,
    }),
    "of somebody else",
  ),
  row(idos.getWallets, nothing),
  row(idos.removeWallet, async (w) => ({ id: (await w.get("wallet")).id })),
  row(idos.removeWallet, (w) => ({ id: w.walletId }), "it is the one that signs"),

  row(idos.addCredential, (w) => ({ ...credential(w), id: id() })),
  row(idos.addCredential, (w) => ({ ...credential(w), public_notes: "{}", id: id() }), "the notes were altered"),
  row(idos.upsertCredentialAsInserter, (w) => ({ ...credential(w), id: id(), user_id: w.userId })),
  row(
    idos.upsertCredentialAsInserter,
    (w) => ({ ...credential(w), content: "AAAA", id: id(), user_id: w.userId }),
    "the content was altered",
  ),
  row(idos.editCredential, async (w) => ({ ...credential(w), id: (await w.get("original")).id })),
  row(idos.editCredential, async (w) => ({ ...credential(w, ""), id: (await w.get("copy")).id }), "it is a copy"),
  row(idos.editPublicNotesAsIssuer, async (w) => {
    const { notesId } = await w.get("original");
    return { public_notes_id: notesId, public_notes: notes(notesId, "revoked") };
  }),
  row(idos.getCredentials, nothing),
  row(idos.getCredentialOwned, async (w) => ({ id: (await w.get("original")).id })),
  row(idos.credentialExistAsInserter, async (w) => ({ id: (await w.get("original")).id })),
  row(idos.removeCredential, async (w) => ({ id: (await w.get("original")).id })),
  row(idos.removeCredential, async (w) => ({ id: (await w.get("lockedCopy")).id }), "a grant on it is locked"),

  row(idos.shareCredential, async (w) => shareArguments((await w.get("original")).id, w.grantee.identifier)),
  row(idos.shareCredential, async (w) => (await w.get("copy")).args, "for the second time"),
  row(
    idos.shareCredential,
    async (w) => ({ ...shareArguments((await w.get("original")).id, w.grantee.identifier), public_notes: "{}" }),
    "with notes",
  ),
  row(idos.getCredentialShared, async (w) => ({ id: (await w.get("copy")).id })),
  row(
    idos.getCredentialShared,
    async (w) => {
      const { id: copyId, grantId } = await w.get("copy");
      await w.owner.execute(idos.revokeAccessGrant, { id: grantId }).catch(() => {}); // Revoked by an earlier column.
      return { id: copyId };
    },
    "the grant was revoked",
  ),
  row(idos.getCredentialsSharedByUser, (w) => sharedByOwner(w)),
  row(idos.getCredentialsSharedByUser, (w) => sharedByOwner(w, w.issuer.identifier), "from that issuer"),
  row(idos.getCredentialsSharedByUser, (w) => sharedByOwner(w, "00".repeat(32)), "from another issuer"),
  row(idos.getSiblingCredentialId, async (w) => ({ content_hash: (await w.get("copy")).args.content_hash })),
  row(idos.rescindSharedCredential, async (w) => ({ credential_id: (await w.get("copy")).id })),

  row(idos.addAttributeAsInserter, (w) => ({ id: id(), user_id: w.userId, attribute_key: "language", value: "en" })),
  row(idos.addAttribute, () => ({ id: id(), attribute_key: "language", value: "en" })),
  row(idos.getAttributes, nothing),
  row(idos.editAttribute, async (w) => ({ ...(await w.get("attribute")), attribute_key: "language", value: "en" })),
  row(
    idos.editAttribute,
    async (w) => ({ ...(await w.get("attributeCopy")), attribute_key: "language", value: "en" }),
    "it is a copy",
  ),
  row(idos.shareAttribute, async (w) => ({
    id: id(),
    original_attribute_id: (await w.get("attribute")).id,
    attribute_key: "language",
    value: "pl",
  })),
  row(idos.removeAttribute, async (w) => ({ id: (await w.get("attribute")).id })),

  row(idos.dwgMessage, (w) =>
    dwgMessageArguments(dwg(w.owner.identifier, w.grantee.identifier, w.issuer.identifier, NOW)),
  ),
  row(
    idos.dwgMessage,
    (w) => ({
      ...dwgMessageArguments(dwg(w.owner.identifier, w.grantee.identifier, w.issuer.identifier, NOW)),
      not_usable_after: "tomorrow",
    }),
    "a time of another form",
  ),
  row(idos.createCredentialsByDwg, (w) => delegatedWrite(w)),
  row(idos.createCredentialsByDwg, (w) => delegatedWrite(w, { from: NOW + 66 }), "too early"),
  row(idos.createCredentialsByDwg, (w) => delegatedWrite(w, { from: NOW - 601 }), "too late"),
  row(
    idos.createCredentialsByDwg,
    (w) => delegatedWrite(w, { issuer: new KeyPerson("http://127.0.0.1") }),
    "of an issuer who is no delegate",
  ),
  row(
    idos.createCredentialsByDwg,
    async (w) => {
      const args = await delegatedWrite(w);
      await w.grantee.execute(idos.createCredentialsByDwg, args);
      return { ...args, original_credential_id: id(), copy_credential_id: id() };
    },
    "the grant was used",
  ),
  row(
    idos.createCredentialsByDwg,
    async (w) => ({ ...(await delegatedWrite(w)), dwg_grantee: w.inserter.identifier }),
    "the grant was altered",
  ),

  row(idos.revokeAccessGrant, async (w) => ({ id: (await w.get("copy")).grantId })),
  row(idos.revokeAccessGrant, async (w) => ({ id: (await w.get("lockedCopy")).grantId }), "it is locked"),
  row(idos.getAccessGrantsOwned, nothing),
  row(idos.getAccessGrantsGranted, () => ({ user_id: null, page: 1, size: 10 })),
  row(idos.getAccessGrantsGranted, () => ({ user_id: null, page: 0, size: 10 }), "page 0"),
  row(idos.getAccessGrantsGrantedCount, () => ({ user_id: null })),
  row(idos.getAccessGrantsForCredential, async (w) => ({ credential_id: (await w.get("copy")).id })),
  row(idos.hasLockedAccessGrants, async (w) => ({ id: (await w.get("lockedCopy")).id })),
  row(idos.dagMessage, dagMessageArguments),
  row(
    idos.dagMessage,
    async (w) => ({ ...(await dagMessageArguments(w)), dag_owner_wallet_identifier: "a\nb" }),
    "of two lines",
  ),
  row(idos.createAgByDagForCopy, (w) => delegatedAccess(w)),
  row(idos.createAgByDagForCopy, (w) => delegatedAccess(w, w.grantee), "signed by somebody else"),

  row(idos.getAllowance, nothing),
  row(idos.actionCostingGas, nothing),
  row(idos.getIssuerFee, async (w) => ({ credential_id: (await w.get("original")).id })),
  row(idos.getIssuerFee, () => ({ credential_id: id() }), "there is none"),
  row(idos.checkBalance, (w) => ({ address: w.owner.identifier, token: "IDOS" })),
  row(idos.getWalletWithBalance, () => ({ token: "IDOS" })),
  row(idos.requestWithdrawal, () => ({ token: "IDOS" })),
  row(idos.actionCostingIdosToken, () => ({ amount: 1 })),
  row(idos.actionCostingFee, async (w) => ({ credential_id: (await w.get("original")).id })),
  row(idos.requestBalanceWithdrawal, (w) => ({ token: "IDOS", evm_address_to: w.owner.identifier })),

  row(setAccessGrantLimits, async (w) => ({
    id: (await w.get("copy")).grantId,
    expires_at: NOW + 100,
    max_reads: 5,
  })),
  row(
    setAccessGrantLimits,
    async (w) => ({ id: (await w.get("lockedCopy")).grantId, expires_at: LOCKED_UNTIL - 1, max_reads: null }),
    "before its lock has passed",
  ),
  row(getAccessGrantLimits, async (w) => {
    const { grantId } = await w.get("copy");
    await w.owner.execute(setAccessGrantLimits, { id: grantId, expires_at: null, max_reads: 5 });
    return { id: grantId };
  }),
];
