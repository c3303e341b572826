/**
 * What a person does once a wallet is connected: join, get verified, see, grant, undo. Loaded on first need, so
 * that a page pays for it only then; `createIdos` stays small and synchronous.
 */
import type { BackendDescription } from "../shared/backend-types.ts";
import { createBackend } from "./backend.ts";
import { createCredentials } from "./credentials.ts";
import { createGrants } from "./grants.ts";
import { createJoin, type Join } from "./join.ts";
import { createLinkedWallets } from "./linked-wallets.ts";
import { hasOwnProfile, readProfile } from "./profile.ts";
import type { Parts, SessionParts } from "./session.ts";
import type { Idos } from "../shared/types.ts";
import { unlockedCall } from "./unlocked-call.ts";
import { createVerification } from "./verification.ts";

/** What {@link createJourneys} returns. */
export interface Journeys extends Pick<Idos, "credentials" | "verification" | "grants" | "wallets" | "manage"> {
  join: Join;
  readProfile: typeof readProfile;
  hasOwnProfile: typeof hasOwnProfile;
  description(signal: AbortSignal): Promise<BackendDescription>;
}

/**
 * Wires the journeys.
 * @param given what `createIdos` shares with them
 * @param backendUrl URL or path of the dApp's `idosHandler`
 */
export function createJourneys(given: SessionParts, backendUrl: string | undefined): Journeys {
  const backend = createBackend(backendUrl);
  const parts: Parts = { ...given, backend };
  return {
    join: createJoin(parts),
    readProfile,
    hasOwnProfile,
    description: backend.description,
    credentials: createCredentials(parts),
    verification: createVerification(parts),
    grants: createGrants(parts),
    wallets: createLinkedWallets(parts),
    manage: ({ signal, page } = {}) =>
      parts.run(signal, async (session, signal) => {
        const profile = await parts.profile(session, signal);
        await unlockedCall(parts, session, profile, "manage", { page }, signal);
      }),
  };
}
