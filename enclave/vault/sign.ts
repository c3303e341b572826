/** Asks the host for the wallet's signature over the enclave's own message, and believes nothing. */
import { IdosError, throwIfAborted } from "../protocol/errors.ts";
import type { Envelope } from "../protocol/guard.ts";
import type { RecoveryWallet } from "../protocol/types.ts";
import type { TypedData } from "../crypto/eip712.ts";
import { authorization, checkSignature, messageText } from "../mpc/wallets.ts";
import { interruptible, showIfOpen, type FlowContext } from "./session.ts";

/**
 * The wallet's signature over a message for the MPC nodes, verified: typed data for EVM, its value as JSON for others.
 * @returns value of the `Authorization` header
 * @throws IdosError `WALLET_…` of the host, `SIGNATURE_ALTERED`, `INVALID_ARGUMENT`, `ABORTED`
 */
export async function walletAuthorization(
  context: FlowContext,
  wallet: RecoveryWallet,
  data: TypedData,
): Promise<string> {
  const { session, flow, signal } = context;
  const { frame } = session;
  showIfOpen(context, { kind: "wallet", site: flow.site });
  await frame.progress({ of: "wallet" });
  const asked = wallet.type === "EVM" ? frame.sign(wallet, data) : frame.signMessage(wallet, messageText(data));
  const answer = await interruptible<Envelope>(context, asked);
  throwIfAborted(signal);
  if (!answer.ok) throw new IdosError(answer.error.code, answer.error.message);
  const { signature } = answer.value as { signature: string };
  checkSignature(data, signature, wallet);
  return authorization(wallet, signature);
}
