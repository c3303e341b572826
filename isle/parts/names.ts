/** Names for what stands on the network as keys and codes. Other people's words stay theirs: they are isolated and marked. */
import type { BackendDescription, CredentialInfo } from "../../host-sdk/index.ts";
import type { Words } from "../words/en.ts";
import type { Language } from "../words/language.ts";

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

/** `basic+liveness` → `Basic, with liveness check`. */
export function levelInWords(level: string, { words: { levels }, formats }: Language): string {
  const [base = "", ...additions] = level.split("+");
  const name = base.charAt(0).toUpperCase() + base.slice(1);
  if (additions.length === 0) return name;
  return levels.with(
    name,
    formats.list(
      additions.map((addition) => (isKnown(addition, levels.additions) ? levels.additions[addition] : addition)),
    ),
  );
}

/** A credential's status as words, and how it should look. */
export interface StatusWords {
  words: string;
  mood: "good" | "warning" | "bad";
}

const MOODS = {
  approved: "good",
  pending: "warning",
  expired: "bad",
  revoked: "bad",
  rejected: "bad",
  unknown: "warning",
} as const satisfies Record<keyof Words["statuses"], StatusWords["mood"]>;

/** What the issuer last wrote about a credential. */
export function statusOf({ notes }: CredentialInfo, { statuses }: Words): StatusWords {
  const status = isKnown(notes?.status, MOODS) ? notes.status : "unknown";
  return { words: statuses[status], mood: MOODS[status] };
}

/** False also for names that every object has: these come from other people. */
function isKnown<T extends object>(name: PropertyKey | undefined, known: T): name is keyof T {
  return name !== undefined && Object.hasOwn(known, name);
}
