/** What delegated write grants and delegated access grants share: a text of lines, signed by the owner's wallet. */
import { signedByWallet } from "../../../enclave/crypto/wallet-proofs.ts";
import { isWalletKind } from "../../../enclave/protocol/wallet-kinds.ts";
import { ActionFailure } from "./failures.ts";
import type { Context } from "./rules.ts";
import { sql } from "./sql.ts";

/** Refuses values that would be missing from the text, or add lines to it. */
export function checkOneLineEach(grant: object): void {
  for (const [name, value] of Object.entries(grant) as [string, string | number][])
    if (value === "" || /[\n\r]/.test(String(value)))
      throw new ActionFailure("INVALID", `${name}: expected one line of text`);
}

/**
 * Checks that a wallet with a profile signed a text; returns the profile's id.
 * @param owner the wallet's identifier, or the key that it signs with
 */
export async function checkSigned({ db }: Context, owner: string, text: string, signature: string): Promise<string> {
  const [wallet] = await db.rows(sql`
    SELECT user_id, wallet_type, address, public_key FROM wallets
    WHERE identifier = wallet_key(${owner}) OR signer = wallet_key(${owner})`);
  if (!wallet) throw new ActionFailure("NOT_FOUND", "the grant's owner has no idOS profile");
  const kind = String(wallet["wallet_type"]);
  const named = {
    address: String(wallet["address"]),
    publicKey: wallet["public_key"] === null ? undefined : String(wallet["public_key"]),
  };
  if (!isWalletKind(kind) || !signedByWallet(kind, named, text, signature))
    throw new ActionFailure("DENIED", "the grant's signature is not its owner's");
  return String(wallet["user_id"]);
}
