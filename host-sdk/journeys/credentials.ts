/** The user's credentials: listing, finding by public criteria, viewing in the enclave, removing. */
import { fromBase64 } from "../../enclave/crypto/bytes.ts";
import { getCredentialOwned, getCredentials, removeCredential } from "../../enclave/kwil/actions.ts";
import { IdosError, isIdosError } from "../../enclave/protocol/errors.ts";
import type { Candidate } from "../../enclave/protocol/types.ts";
import { levelSuffices } from "../shared/level.ts";
import { credentialRow, ownedRow } from "./rows.ts";
import { readAnswer } from "../network/http.ts";
import type { Parts, Session } from "./session.ts";
import type { CredentialInfo, Idos, PublicNotes } from "../shared/types.ts";
import { unlockedCall } from "./unlocked-call.ts";

/** A row of the user's credentials; copies are what was shared. */
export interface OwnCredential extends CredentialInfo {
  /** Set for a copy whose original is known. */
  originalId: string | undefined;
  copy: boolean;
}

/** Most characters of notes that are read, as in the enclave. */
const MAX_NOTES = 20_000;

/** Reads public notes: the text fields that idOS uses by convention, of a JSON object. */
export function parseNotes(publicNotes: string): PublicNotes | undefined {
  if (publicNotes.length > MAX_NOTES) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(publicNotes);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const field = (key: string): string | undefined => {
    const found: unknown = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
    return typeof found === "string" ? found : undefined;
  };
  return {
    id: field("id"),
    type: field("type"),
    level: field("level"),
    status: field("status"),
    issuer: field("issuer"),
  };
}

/** All rows, originals and copies. */
export async function ownCredentials({ network }: Session, signal: AbortSignal): Promise<OwnCredential[]> {
  const rows = await network.call(getCredentials, {}, { signal });
  return rows.map((row) => {
    const {
      id,
      public_notes: publicNotes,
      issuer_auth_public_key,
      original_id,
    } = readAnswer(credentialRow, row, "get_credentials");
    return {
      id,
      notes: parseNotes(publicNotes),
      publicNotes,
      issuerAuthPublicKey: issuer_auth_public_key,
      originalId: original_id ?? undefined,
      // A node that does not say what was copied from what still shows copies by their empty notes.
      copy: "original_id" in row ? typeof original_id === "string" : publicNotes === "",
    };
  });
}

/**
 * The sealed boxes of credentials, for the enclave.
 * @throws IdosError `NOT_FOUND`, `NETWORK_CONFLICT` when the node answers with another row
 */
export function sealedBoxes(
  { network }: Session,
  credentials: readonly { id: string }[],
  signal: AbortSignal,
): Promise<Candidate[]> {
  return Promise.all(
    credentials.map(async ({ id }) => {
      const [row] = await network.call(getCredentialOwned, { id }, { signal });
      if (!row) throw new IdosError("NOT_FOUND", "No such credential, or not yours");
      const owned = readAnswer(ownedRow, row, "get_credential_owned");
      if (owned.id !== id.toLowerCase())
        throw new IdosError("NETWORK_CONFLICT", "The storage node answered with another credential");
      return {
        id: owned.id,
        publicNotes: owned.public_notes,
        issuerAuthPublicKey: owned.issuer_auth_public_key,
        content: fromBase64(owned.content, "content"),
        encryptorPublicKey: owned.encryptor_public_key,
      };
    }),
  );
}

/**
 * Those boxes that can be read: a credential that is gone, or whose row has no known form, does not keep the others
 * from being shared.
 * @throws IdosError as {@link sealedBoxes}, when none can be read, or when the node does not answer
 */
export async function readableBoxes(
  session: Session,
  credentials: readonly { id: string }[],
  signal: AbortSignal,
): Promise<Candidate[]> {
  const read = await Promise.allSettled(credentials.map((one) => sealedBoxes(session, [one], signal)));
  const failures = read.flatMap((one): unknown[] => (one.status === "rejected" ? [one.reason] : []));
  const boxes = read.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
  const ofOne = (error: unknown) => isIdosError(error, "NOT_FOUND") || isIdosError(error, "NETWORK_CONFLICT");
  const fatal = failures.find((error) => !ofOne(error)) ?? (boxes.length ? undefined : failures[0]);
  if (fatal !== undefined) throw fatal;
  return boxes;
}

/** Makes `idos.credentials`. */
export function createCredentials(parts: Parts): Idos["credentials"] {
  const { run, backend, profile } = parts;

  async function originals(session: Session, signal: AbortSignal): Promise<CredentialInfo[]> {
    const all = await ownCredentials(session, signal);
    return all.filter(({ copy }) => !copy).map(({ copy: _, originalId: __, ...info }) => info);
  }

  return {
    list: ({ signal } = {}) => run(signal, originals),
    find: ({ issuers, level }, { signal } = {}) =>
      run(signal, async (session, signal) => {
        const { issuers: known } = await backend.description(signal);
        for (const id of issuers ?? [])
          if (!known.some((issuer) => issuer.id === id))
            throw new IdosError("INVALID_ARGUMENT", "issuers: one is not in the backend's description");
        const keys = known
          .filter(({ id }) => !issuers || issuers.includes(id))
          .flatMap(({ authPublicKeys }) => authPublicKeys);
        if (level !== undefined) levelSuffices(undefined, level);
        return (await originals(session, signal)).filter(
          ({ notes, issuerAuthPublicKey }) =>
            keys.includes(issuerAuthPublicKey) &&
            notes?.status === "approved" &&
            (level === undefined || levelSuffices(notes.level, level)),
        );
      }),
    view: (credentials, { signal } = {}) =>
      run(signal, async (session, signal) => {
        if (!credentials.length) throw new IdosError("INVALID_ARGUMENT", "credentials: expected at least one");
        const mine = await profile(session, signal);
        const candidates = await sealedBoxes(session, credentials, signal);
        await unlockedCall(parts, session, mine, "view", { candidates }, signal);
      }),
    remove: (id, { signal } = {}) =>
      run(signal, async ({ network }, signal) => {
        await network.execute(removeCredential, { id }, { signal });
      }),
  };
}
