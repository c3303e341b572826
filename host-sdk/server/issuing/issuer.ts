/** The side that writes: creates profiles, issues credentials by delegated write grant, edits their status. */
import * as v from "valibot";
import { editPublicNotesAsIssuer } from "../../../enclave/kwil/actions.ts";
import { IdosError } from "../../../enclave/protocol/errors.ts";
import { parseNotes, readNotes } from "../../../enclave/protocol/public-notes.ts";
import type { Base64, Uuid } from "../../../enclave/protocol/types.ts";
import { httpUrl } from "../../network/http.ts";
import { fileStore } from "../shared/file-store.ts";
import { createIssuance, type IssuedCredential, type IssueRequest, type SignedWriteGrant } from "./issuance.ts";
import { publicKeys, readKeys, type Keys, type KeySource, type PublicKeys } from "../shared/keys.ts";
import { networkFor, type NodeOptions } from "../shared/node-options.ts";
import { createProfile, type NewProfile, type ProvenWallet } from "../shared/profiles.ts";
import { APPROVED, createRevocationWatch, revocations } from "./revocations.ts";
import { grantsTo, originalsBehind } from "../shared/shared-rows.ts";
import { ed25519Signer, evmSigner } from "../shared/signers.ts";
import { signStatus, STATUS_ID } from "../shared/status-token.ts";
import { records, type Records, type Store } from "../shared/store.ts";

/** Options of {@link createIssuer}. */
export interface IssuerOptions extends NodeOptions {
  /** With an `issuer` key. */
  keys: KeySource;
  /** The issuer's URL: credentials have ids under it. */
  url: string;
  /** The issuer's name, in public notes. Default: the URL's host. */
  name?: string | undefined;
  /** Remembers public notes, to edit them. Default: files in `.idos`. */
  store?: Store | undefined;
}

interface Cancellable {
  signal?: AbortSignal | undefined;
}

/** What {@link createIssuer} returns. Everything that waits rejects with an IdosError. */
export interface Issuer {
  readonly publicKeys: PublicKeys;
  /**
   * Creates a profile with its first wallet; repeating it completes what a failure left out.
   * @throws IdosError `NETWORK_DENIED`, `NETWORK_CONFLICT`, `UNSUPPORTED`
   */
  createUser(request: { profile: NewProfile; wallet: ProvenWallet }, options?: Cancellable): Promise<void>;
  /** Builds and signs a credential, seals it for the user and for the issuer, and writes both rows with the DWG. */
  issue(
    request: IssueRequest & { dwg: SignedWriteGrant["dwg"]; dwgSignature: string; userPublicKey?: Base64 },
    options?: Cancellable,
  ): Promise<IssuedCredential>;
  /**
   * Sets `status` in a credential's public notes, e.g. to `revoked`. All but `approved` is kept in the store and said
   * again when the network says otherwise: by `idosHandler` with the same store, or by {@link assertRevoked}.
   * @throws IdosError `NOT_FOUND` when this issuer has no credential with such notes
   */
  setStatus(publicNotesId: string, status: string, options?: Cancellable): Promise<void>;
  /**
   * Looks at what the people share with this server of whom something is revoked, and says every revocation again
   * that a row there contradicts: an owner can put an old row back. Call it every few minutes; `idosHandler` does.
   * @param options `unseen`: says every revocation again, also where no row can be seen; once a day is enough
   * @returns ids of the public notes that were said again
   */
  assertRevoked(options?: Cancellable & { unseen?: boolean }): Promise<string[]>;
  /**
   * The issuer's own word on whether it revoked a credential, for `GET <statusUrl>/<id>` of an app's own server:
   * `application/jwt`, signed, the same for a minute. For an id that it does not know it says "not revoked", so
   * that it tells nobody who is a customer.
   * @throws IdosError `INVALID_ARGUMENT` for what can be no id
   */
  status(publicNotesId: string): Promise<string>;
}

/** What an issuer remembers of a credential. */
export interface IssuedNotes {
  userId: Uuid;
  publicNotes: string;
}

/** An issuer's notes in its store. */
export function issuedNotes(store: Store): Records<IssuedNotes> {
  return records(store, "notes", v.object({ userId: v.string(), publicNotes: v.string() }));
}

/** Keys that have an issuer's among them. @throws IdosError `INVALID_ARGUMENT` */
export function issuerKeys(source: KeySource): Keys & { readonly issuer: Uint8Array } {
  const keys = readKeys(source);
  const { issuer } = keys;
  if (!issuer) throw new IdosError("INVALID_ARGUMENT", "keys.issuer: missing; an issuer needs it");
  return { ...keys, issuer };
}

/**
 * Creates an issuer. Makes no request by itself.
 * @throws IdosError `INVALID_ARGUMENT` naming the option or key that is wrong
 */
export function createIssuer(options: IssuerOptions): Issuer {
  const keys = issuerKeys(options.keys);
  const url = httpUrl(options.url, "url");
  const store = options.store ?? fileStore(".idos");
  const notes = issuedNotes(store);
  const network = networkFor(options, evmSigner(keys.signer));
  const asIssuer = networkFor(options, ed25519Signer(keys.issuer));
  const known = publicKeys(keys);
  const issuerKey = known.issuerPublicKey ?? "";
  const revoked = revocations(store);
  const name = options.name ?? new URL(url).host;
  const issuance = createIssuance({ keys, url, name, network, asIssuer, revoked });

  const watch = createRevocationWatch({ store, network, asIssuer, issuerKey });

  /** Notes of a credential that is not in the store, by way of the issuer's own copies. */
  async function search(id: string, signal: AbortSignal | undefined): Promise<IssuedNotes | undefined> {
    const asked = new Set<Uuid>();
    for await (const { userId } of grantsTo(network, undefined, signal)) {
      if (asked.has(userId)) continue;
      asked.add(userId);
      const row = await behind(userId, id, signal);
      if (row) return { userId, publicNotes: row };
    }
    return undefined;
  }

  async function behind(userId: Uuid, id: string, signal: AbortSignal | undefined): Promise<string | undefined> {
    const rows = await originalsBehind(network, userId, issuerKey, signal);
    return rows.find(({ publicNotes }) => readNotes(publicNotes)?.id === id)?.publicNotes;
  }

  return {
    publicKeys: known,
    createUser: (request, { signal } = {}) => createProfile(asIssuer, request, signal),

    async issue({ dwg, dwgSignature, userPublicKey, ...request }, { signal } = {}) {
      const prepared = await issuance.prepare(request);
      // A store that cannot be used is told before anything is written, not after it.
      await notes.get(prepared.publicNotesId);
      const issued = await issuance.write(
        prepared,
        { dwg, signature: dwgSignature },
        { ...(userPublicKey && { userPublicKey }), signal },
      );
      await notes.put(prepared.publicNotesId, { userId: prepared.userId, publicNotes: prepared.publicNotes });
      return issued;
    },

    async setStatus(id, status, { signal } = {}) {
      if (!status) throw new IdosError("INVALID_ARGUMENT", "status: expected text");
      const current = (await notes.get(id)) ?? (await search(id, signal));
      const parsed = current && parseNotes(current.publicNotes);
      if (!parsed) throw new IdosError("NOT_FOUND", "This issuer has no credential with such public notes");
      const publicNotes = JSON.stringify({ ...parsed, status });
      // Kept before it is said: what fails on the way is said again.
      if (status === APPROVED) await revoked.delete(id);
      else await revoked.put(id, { userId: current.userId, publicNotes });
      await asIssuer.execute(editPublicNotesAsIssuer, { public_notes_id: id, public_notes: publicNotes }, { signal });
      await notes.put(id, { userId: current.userId, publicNotes });
      // A revocation that a node drops in silence would be the worst to lose.
      const seen = await behind(current.userId, id, signal);
      if (seen !== undefined && seen !== publicNotes)
        throw new IdosError("NETWORK_CONFLICT", "The storage node accepted the new status and does not have it");
    },

    assertRevoked: ({ signal, unseen = false } = {}) => watch.sweep({ unseen, signal }),
    status: (id) => issuerStatus(store, id, keys.issuer),
  };
}

/**
 * What an issuer says of a credential's status, signed.
 * @param seed its Ed25519 seed, 32 bytes
 */
export async function issuerStatus(store: Store, id: string, seed: Uint8Array): Promise<string> {
  if (!STATUS_ID.test(id)) throw new IdosError("INVALID_ARGUMENT", "id: expected the id of public notes");
  return signStatus(id, (await revocations(store).get(id)) !== undefined, seed, Math.floor(Date.now() / 1000));
}
