/** Asks the host for the wallet's signature over the enclave's own message, and believes nothing. */
import { IdosError, throwIfAborted } from "../protocol/errors.ts";
import type { Envelope } from "../protocol/guard.ts";
import type { RecoveryWallet } from "../protocol/types.ts";
import type { TypedData } from "../crypto/eip712.ts";
import { checkSignature } from "../mpc/messages.ts";
import { interruptible, showIfOpen, type FlowContext } from "./session.ts";

/**
 * The wallet's signature over typed data, verified.
 * @returns hex
 * @throws IdosError `WALLET_…` of the host, `SIGNATURE_ALTERED`, `ABORTED`
 */
export async function walletSignature(context: FlowContext, wallet: RecoveryWallet, data: TypedData): Promise<string> {
  const { session, flow, signal } = context;
  showIfOpen(context, { kind: "wallet", site: flow.site });
  await session.frame.progress({ of: "wallet" });
  const answer: Envelope = await interruptible<Envelope>(context, session.frame.sign(wallet, data));
  throwIfAborted(signal);
  if (!answer.ok) throw new IdosError(answer.error.code, answer.error.message);
  const { signature } = answer.value as { signature: string };
  checkSignature(data, signature, wallet);
  return signature;
}
