/** The text that a backend asks a wallet to sign as proof of ownership, held against the page and its wallet. */
import { isUuidV4 } from "../../enclave/crypto/uuid.ts";
import { IdosError } from "../../enclave/protocol/errors.ts";
import { comparable } from "../../enclave/protocol/wallet-kinds.ts";
import { readOwnershipText } from "../shared/ownership-text.ts";
import type { JoinChallenge, WalletRef } from "../shared/backend-types.ts";

/**
 * Checks a challenge before the wallet sees it: a signature over a text that named another site, profile or
 * wallet could be replayed there.
 * @param page the page's location
 * @throws IdosError `NETWORK_CONFLICT` naming what is not as it must be
 */
export function checkJoinChallenge(
  { userId, message }: JoinChallenge,
  wallet: WalletRef,
  page: { host: string; hostname: string },
): void {
  const wrong = (what: string) =>
    new IdosError(
      "NETWORK_CONFLICT",
      `The backend asks for a signature on something else than joining from this page (${what}); nothing was signed`,
    );
  const claim = readOwnershipText(message);
  if (!claim) throw wrong("form");
  const { site, userId: profile, address, issued } = claim;
  if (site !== page.host && site !== page.hostname) throw wrong("site");
  if (!isUuidV4(userId) || profile !== userId) throw wrong("profile");
  if (comparable(wallet.type, address) !== comparable(wallet.type, wallet.address)) throw wrong("wallet");
  if (Number.isNaN(Date.parse(issued))) throw wrong("time");
}
