/** `linkRecovery` and `unlinkRecovery`: which wallets can rebuild an MPC key. Asked each time, with the address in full. */
import { IdosError } from "../../protocol/errors.ts";
import type { LinkRecoveryParams, LinkRecoveryResult } from "../../protocol/calls/recovery-change.ts";
import type { NodeResult } from "../../protocol/types.ts";
import type { AddressChange } from "../../mpc/messages.ts";
import { logActivity } from "../activity.ts";
import { dropWallet, reconnect, unixNow } from "../custody.ts";
import { endWindow } from "../end-window.ts";
import { sameWallet, walletKey } from "../../protocol/wallet-kinds.ts";
import { interruptible, needWindow, type FlowContext } from "../session.ts";

/** Runs the call. @throws IdosError */
export const linkRecovery = (context: FlowContext, params: LinkRecoveryParams): Promise<LinkRecoveryResult> =>
  changeRecovery(context, "add", params);

/** Runs the call. @throws IdosError */
export const unlinkRecovery = (context: FlowContext, params: LinkRecoveryParams): Promise<LinkRecoveryResult> =>
  changeRecovery(context, "remove", params);

/** Adds or removes `target`. */
async function changeRecovery(
  context: FlowContext,
  change: AddressChange,
  { wallet, target }: LinkRecoveryParams,
): Promise<LinkRecoveryResult> {
  const { session, flow, signal } = context;
  const { site } = flow;
  const { key } = session;
  if (!key) throw new IdosError("LOCKED", "The key is locked: call unlock first");
  const { mpc } = await session.config();
  if (key.store !== "mpc" || !mpc)
    throw new IdosError("UNSUPPORTED", "This key is made from a password: no wallet can rebuild it");
  const [{ changeAddresses }, { addressMessage }, wallets, { walletAuthorization }] = await Promise.all([
    import("../../mpc/change-addresses.ts"),
    import("../../mpc/messages.ts"),
    import("../../mpc/wallets.ts"),
    import("../sign.ts"),
  ]);
  const by = wallets.walletInFull(wallet, "wallet");
  const shown = wallets.walletInFull(target, "target");
  if (sameWallet(wallet, target))
    throw new IdosError(
      "INVALID_ARGUMENT",
      change === "add"
        ? "target: it signs, so it can rebuild the key already"
        : "target: another wallet has to remove it",
    );

  const link = await needWindow(context);
  await reconnect(context, key);
  const asked = await link.ask(
    { kind: "recovery", site, change, address: shown, by, userId: key.userId, nodes: mpc.nodes.length },
    signal,
  );
  if (asked.type !== "allow") throw new IdosError("USER_REJECTED", "The user did not change who can rebuild the key");

  const total = mpc.nodes.length;
  const progress = (results: readonly NodeResult[]): void => {
    const done = results.filter(({ ok }) => ok).length;
    void session.frame.progress({ of: "nodes", done, failed: results.length - done, total });
  };
  let nodes: NodeResult[] = [];
  for (;;) {
    // A new signature for each round: a node takes a timestamp once.
    const { message, authorization } = await walletAuthorization(context, {
      wallet,
      message: () =>
        addressMessage(
          change,
          mpc.contract,
          wallets.recoveringAddress(wallet),
          wallets.recoveringAddress(target),
          Date.now(),
        ),
      act: change === "add" ? "link" : "unlink",
    });
    progress(nodes);
    nodes = await interruptible(
      context,
      changeAddresses(mpc, {
        change,
        userId: key.userId,
        message,
        authorization,
        before: nodes,
        signal,
        onProgress: progress,
      }),
    );
    const { link } = session;
    if (nodes.every(({ ok }) => ok) || !link?.alive) break;
    const answer = await link.ask({ kind: "recovery-result", site, change, address: shown, nodes }, signal);
    if (answer.type !== "retry") break;
  }
  if (change === "remove" && nodes.every(({ ok }) => ok)) await dropWallet(context, key.userId, walletKey(target));
  if (nodes.some(({ ok }) => ok))
    await logActivity(context, {
      at: unixNow(),
      what: change === "add" ? "link" : "unlink",
      origin: site,
      to: shown,
    });
  endWindow(context, false);
  return { nodes };
}
