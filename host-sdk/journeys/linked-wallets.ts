/** The wallets of a profile: on the network they sign in as its owner, on the MPC nodes they can rebuild its key. */
import { toHex } from "../../enclave/crypto/bytes.ts";
import { addWallet, getWallets, removeWallet } from "../../enclave/kwil/actions.ts";
import { IdosError } from "../../enclave/protocol/errors.ts";
import type { NodeResult } from "../../enclave/protocol/types.ts";
import { ownershipText } from "../shared/ownership-text.ts";
import type { WalletRef } from "../shared/backend-types.ts";
import { readAnswer } from "../network/http.ts";
import { sameWallet } from "../../enclave/protocol/wallet-kinds.ts";
import { walletRow } from "./rows.ts";
import { recoveryWallet, walletRef, type Parts, type Session } from "./session.ts";
import type { Idos, LinkedWallet } from "../shared/types.ts";
import { unlockedCall } from "./unlocked-call.ts";

async function ownWallets({ network }: Session, signal: AbortSignal): Promise<LinkedWallet[]> {
  const rows = await network.call(getWallets, {}, { signal });
  return rows.flatMap((row) => {
    const { id, address, public_key, wallet_type: type } = readAnswer(walletRow, row, "get_wallets");
    return type ? [{ id, type, address, ...(public_key ? { publicKey: public_key } : {}) }] : [];
  });
}

/** True when a wallet of the profile is this one; those that are kept in MetaMask are none of a page. */
const isThis = (listed: LinkedWallet, wallet: WalletRef): boolean => isOurs(listed) && sameWallet(listed, wallet);

function isOurs<W extends WalletRef | LinkedWallet>(wallet: W): wallet is W & WalletRef {
  return wallet.type !== "MM";
}

/** Makes `idos.wallets`. */
export function createLinkedWallets(parts: Parts): Idos["wallets"] {
  const { run, profile, signText } = parts;

  async function changeKey(
    session: Session,
    method: "linkRecovery" | "unlinkRecovery",
    other: WalletRef,
    signal: AbortSignal,
  ): Promise<NodeResult[]> {
    const mine = await profile(session, signal);
    const [wallet, target] = [recoveryWallet(session.wallet), recoveryWallet(other)];
    // Password keys know no wallets, and the MPC nodes not every kind.
    if (mine.store !== "mpc" || !target) return [];
    if (!wallet)
      throw new IdosError(
        "UNSUPPORTED",
        `A ${session.wallet.type} wallet cannot change who rebuilds the key: connect another one`,
      );
    return (await unlockedCall(parts, session, mine, method, { wallet, target }, signal)).nodes;
  }

  return {
    list: ({ signal } = {}) => run(signal, ownWallets),
    link: (other, { signal } = {}) =>
      run(signal, async (session, signal) => {
        if (sameWallet(other, session.wallet))
          throw new IdosError("INVALID_ARGUMENT", "wallet: it is the connected one; give another");
        const { userId } = await profile(session, signal);
        if (!(await ownWallets(session, signal)).some((wallet) => isThis(wallet, other))) {
          const message = ownershipText({
            site: location.host,
            userId,
            address: other.address,
            nonce: toHex(crypto.getRandomValues(new Uint8Array(16))),
            issued: new Date().toISOString(),
          });
          const signature = await signText(other, { for: "ownership", text: message }, signal);
          const { type, address, publicKey } = walletRef(other);
          const args = { id: crypto.randomUUID(), address, public_key: publicKey ?? null, wallet_type: type };
          await session.network.execute(addWallet, { ...args, message, signature }, { signal });
        }
        return { nodes: await changeKey(session, "linkRecovery", other, signal) };
      }),
    unlink: (other, { signal } = {}) =>
      run(signal, async (session, signal) => {
        if (!isOurs(other))
          throw new IdosError("UNSUPPORTED", "wallet: it is kept in MetaMask, which alone can add or remove it");
        if (sameWallet(other, session.wallet))
          throw new IdosError("INVALID_ARGUMENT", "wallet: it is the connected one; connect another to remove it");
        const nodes = await changeKey(session, "unlinkRecovery", other, signal);
        // A wallet that can still get shares must stay in sight.
        if (!nodes.every(({ ok }) => ok)) return { nodes, removed: false };
        const row = (await ownWallets(session, signal)).find((wallet) => isThis(wallet, other));
        if (row) await session.network.execute(removeWallet, { id: row.id }, { signal });
        return { nodes, removed: true };
      }),
  };
}
