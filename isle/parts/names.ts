/** Names for what stands on the network as keys and codes. Other people's words stay theirs: they are isolated and marked. */
import type { BackendDescription, CredentialInfo } from "../../host-sdk/index.ts";

/** `0x1234…cdef`; short identifiers stay whole. */
export function shortened(identifier: string): string {
  return identifier.length > 16 ? `${identifier.slice(0, 6)}…${identifier.slice(-4)}` : identifier;
}

/** The issuer of a credential: by name if the site vouches for its key, else what the credential's notes claim. */
export function issuerOf(
  credential: CredentialInfo,
  backend: BackendDescription | undefined,
): { name: string; known: boolean } {
  const key = credential.issuerAuthPublicKey.toLowerCase();
  const issuer = backend?.issuers.find(({ authPublicKeys }) => authPublicKeys.includes(key));
  if (issuer) return { name: issuer.name, known: true };
  return { name: credential.notes?.issuer ?? shortened(key), known: false };
}

/** The receiver of a grant by name, if this site is the receiver or writes for it. */
export function granteeOf(grantee: string, backend: BackendDescription | undefined): string | undefined {
  if (!backend) return undefined;
  const is = (identifier: string | undefined): boolean => identifier?.toLowerCase() === grantee.toLowerCase();
  if (is(backend.consumer?.walletIdentifier)) return backend.name;
  const { issuing } = backend;
  return is(issuing?.granteeWalletIdentifier)
    ? backend.issuers.find(({ id }) => id === issuing?.issuerId)?.name
    : undefined;
}

const ADDITIONS: Record<string, string> = { liveness: "liveness check", email: "e-mail", phoneNumber: "phone number" };

/** `basic+liveness` → `Basic, with liveness check`. */
export function levelInWords(level: string): string {
  const [base = "", ...additions] = level.split("+");
  const words = base.charAt(0).toUpperCase() + base.slice(1);
  if (additions.length === 0) return words;
  return `${words}, with ${new Intl.ListFormat("en").format(additions.map((addition) => ADDITIONS[addition] ?? addition))}`;
}

/** A credential's status as words, and how it should look. */
export interface StatusWords {
  words: string;
  mood: "good" | "warning" | "bad";
}

const STATUSES: Record<string, StatusWords> = {
  approved: { words: "Valid", mood: "good" },
  pending: { words: "In review", mood: "warning" },
  expired: { words: "Expired", mood: "bad" },
  revoked: { words: "Revoked by issuer", mood: "bad" },
  rejected: { words: "Rejected by issuer", mood: "bad" },
};

/** What the issuer last wrote about a credential. */
export function statusOf({ notes }: CredentialInfo): StatusWords {
  const status = notes?.status;
  return (
    (status && Object.hasOwn(STATUSES, status) ? STATUSES[status] : undefined) ?? {
      words: "Status unknown",
      mood: "warning",
    }
  );
}
