/**
 * The wallet's signature over the enclave's own message. A wallet that announces itself in the window is asked there, so
 * that it names the enclave as the asker; the page's wallet is asked where none does. Neither is believed.
 */
import { IdosError, isIdosError, throwIfAborted, type Code } from "../protocol/errors.ts";
import type { Envelope } from "../protocol/guard.ts";
import type { WalletAct } from "../protocol/types.ts";
import { signsTypedData, type RecoveryWallet } from "../protocol/wallet-kinds.ts";
import type { TypedData } from "../crypto/eip712.ts";
import { sameEvmAddress } from "../crypto/evm.ts";
import { authorization, checkSignature, isSignedBy, messageText } from "../mpc/wallets.ts";
import { raiseAlarm } from "./altered.ts";
import { interruptible, needWindow, showIfOpen, type FlowContext } from "./session.ts";
import type { Answer } from "../contract/window-messages.ts";

/** What is to be signed. */
export interface ToSign {
  wallet: RecoveryWallet;
  /** Made each time that a wallet is asked: nodes take a timestamp only within minutes. */
  message(): TypedData;
  act: WalletAct;
}

/** A message with its signature, which verifies. */
export interface Signed {
  message: TypedData;
  /** Value of the `Authorization` header. */
  authorization: string;
}

/**
 * Asks for the signature: over typed data where the wallet knows such, over its value as JSON else.
 * @throws IdosError `WALLET_…`, `SIGNATURE_ALTERED`, `INVALID_ARGUMENT`, `USER_REJECTED`, `USER_CLOSED`, `ABORTED`
 */
export async function walletAuthorization(context: FlowContext, toSign: ToSign): Promise<Signed> {
  const signed = await (signsTypedData(toSign.wallet.type) ? inWindowOrPage(context, toSign) : inPage(context, toSign));
  showIfOpen(context, { kind: "progress", site: context.flow.site, of: "nodes" });
  return signed;
}

/** Asks the page's wallet. */
async function askPage(context: FlowContext, { wallet, message: make, act }: ToSign): Promise<Signed> {
  const { frame } = context.session;
  const message = make();
  const answer: Envelope = await (signsTypedData(wallet.type)
    ? frame.sign("signTypedData", { wallet, for: act, typedData: message })
    : frame.sign("signMessage", { wallet, for: act, message: messageText(message) }));
  if (!answer.ok) throw new IdosError(answer.error.code, answer.error.message);
  const { signature } = answer.value as { signature: string };
  try {
    checkSignature(message, signature, wallet);
  } catch (error) {
    if (isIdosError(error, "SIGNATURE_ALTERED")) await raiseAlarm(context, act);
    throw error;
  }
  throwIfAborted(context.signal);
  return { message, authorization: authorization(wallet, signature) };
}

/** The page's wallet is the only one that can sign. */
async function inPage(context: FlowContext, toSign: ToSign): Promise<Signed> {
  showIfOpen(context, { kind: "wallet", site: context.flow.site });
  await context.session.frame.progress({ of: "wallet" });
  return interruptible(context, askPage(context, toSign));
}

/** True if it is known that this account signs in the page, and no window is there to look in. */
function signsInPage({ session }: FlowContext, address: string): boolean {
  const { signsInPage: known, link } = session;
  if (!known || !sameEvmAddress(known.address, address)) return false;
  return !link?.alive || (known.chosen && known.window === link);
}

/** What came of asking in the window, but a signature. */
type NotSigned = Extract<Answer, { type: "use-page" }> | { type: "failed"; code: Code };

/** Has the window ask one of its wallets. @param page what was asked of the page before, and may come yet */
async function askWindow(
  context: FlowContext,
  { wallet, message: make, act }: ToSign,
  how: { byChoice: boolean; failed: Code | undefined },
  page: Promise<Signed> | undefined,
): Promise<Signed | NotSigned> {
  const { session, flow, signal } = context;
  const { address } = wallet;
  const link = await needWindow(context);
  await session.frame.progress({ of: "window" });
  // An alarm that the page's answer raised meanwhile has taken the window: nothing comes over it.
  if (page && session.link !== link) return page;
  const message = make();
  const asked = link.ask({ kind: "sign", site: flow.site, act, address, data: message, ...how }, signal);
  const answer = await (page ? Promise.race([asked, page]) : asked);
  if ("authorization" in answer) return answer;
  switch (answer.type) {
    case "signed":
      // The site had no hand in it: a wallet that signs with another account, or not at all what it was given.
      return isSignedBy(message, answer.signature, wallet)
        ? { message, authorization: authorization(wallet, answer.signature) }
        : { type: "failed", code: "WALLET_WRONG_ACCOUNT" };
    case "use-page":
      return answer;
    case "wallet-rejected":
      throw new IdosError("WALLET_REJECTED", "The request was declined in the wallet");
    default:
      throw new IdosError("USER_REJECTED", "Cancelled in the idOS window");
  }
}

/** The page's wallet is asked; the window, if it is open, says so. */
async function whilePageSigns(
  context: FlowContext,
  address: string,
  page: Promise<Signed>,
): Promise<Signed | "use-window"> {
  const { session, flow, signal } = context;
  const { link } = session;
  await session.frame.progress({ of: "wallet" });
  // A page that answers at once may have raised the alarm by now, and that has taken the window.
  if (!link?.alive || session.link !== link) return interruptible(context, page);
  const answer = await Promise.race([page, link.ask({ kind: "wallet", site: flow.site, address }, signal)]);
  if ("authorization" in answer) return answer;
  if (answer.type === "use-window") return "use-window";
  throw new IdosError("USER_REJECTED", "Cancelled in the idOS window");
}

/** The window first, then the page, and from each to the other as the person wants it. */
async function inWindowOrPage(context: FlowContext, toSign: ToSign): Promise<Signed> {
  const { session } = context;
  const { address } = toSign.wallet;
  let page: Promise<Signed> | undefined;
  let failed: Code | undefined;
  let byChoice = false;
  for (let here = !signsInPage(context, address); ;) {
    if (here) {
      const answer = await askWindow(context, toSign, { byChoice, failed }, page);
      if ("authorization" in answer) return answer;
      here = answer.type === "failed";
      failed = answer.type === "failed" ? answer.code : undefined;
      if (answer.type === "use-page" && session.link)
        session.signsInPage = { address, window: session.link, chosen: answer.chosen };
    } else {
      page ??= askPage(context, toSign);
      // It may fail before it is waited for.
      page.catch(() => {});
      const answer = await whilePageSigns(context, address, page);
      if (answer !== "use-window") return answer;
      session.signsInPage = undefined;
      // A wallet cannot be told to forget what it was asked. That it declines now ends nothing; an alarm does.
      page = page.catch((error: unknown) => {
        if (isIdosError(error, "SIGNATURE_ALTERED")) throw error;
        page = undefined;
        return new Promise<never>(() => {});
      });
      page.catch(() => {});
      here = true;
    }
    byChoice = true;
  }
}
