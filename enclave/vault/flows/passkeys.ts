/** Passkeys of this browser: the window asks the authenticator, the vault wraps and unwraps the key with its answer. */
import { unwrapByPasskey, wrapByPasskey } from "../../crypto/passkey-wrap.ts";
import { isIdosError } from "../../protocol/errors.ts";
import type { KeyInfo } from "../../protocol/types.ts";
import type { Passkey } from "../../storage/tables.ts";
import { logActivity } from "../activity.ts";
import { unixNow } from "../custody.ts";
import type { FlowContext, HeldKey } from "../session.ts";
import type { WindowLink } from "../window-link.ts";
import type { Answer, ShownPasskey } from "../../contract/window-messages.ts";
import type { Page } from "./manage-page.ts";

const LONGEST_NAME = 40;

/** The passkeys of a user in this window's storage, newest first. */
async function mine(link: WindowLink, userId: string): Promise<Passkey[]> {
  const rows = await link.storage.all("passkeys");
  return rows.filter((row) => row.userId === userId).sort((a, b) => b.createdAt - a.createdAt);
}

const shown = ({ id, salt, name, createdAt, lastUsed }: Passkey): ShownPasskey => ({
  id,
  salt,
  name,
  createdAt,
  lastUsed,
});

/** The passkeys that open this key; those for an earlier key of the profile are left out. */
export async function usablePasskeys(link: WindowLink, { userId, publicKey }: KeyInfo): Promise<ShownPasskey[]> {
  return (await mine(link, userId)).filter((row) => row.publicKey === publicKey).map(shown);
}

/**
 * Opens the key with what an authenticator gave.
 * @returns undefined if it is not the profile's; a row that does not open is deleted on sight
 */
export async function unlockByPasskey(
  link: WindowLink,
  { userId, publicKey }: KeyInfo,
  { id, prf }: Extract<Answer, { type: "passkey" }>,
): Promise<Uint8Array | undefined> {
  const row = await link.storage.get("passkeys", [userId, id]);
  if (!row) return undefined;
  const secretKey = await unwrapByPasskey(row, prf, { userId, publicKey, id });
  if (secretKey) await link.storage.put("passkeys", { ...row, lastUsed: unixNow() });
  else await link.storage.remove("passkeys", [userId, id]);
  return secretKey;
}

async function store(
  context: FlowContext,
  link: WindowLink,
  { userId, publicKey, secretKey }: HeldKey,
  { id, salt, prf, name }: Extract<Answer, { type: "passkey-made" }>,
): Promise<void> {
  const wrapped = await wrapByPasskey(secretKey, prf, { userId, publicKey, id });
  const row = { userId, id, publicKey, salt, name: shortName(name), createdAt: unixNow(), ...wrapped };
  if (await link.storage.put("passkeys", row))
    await logActivity(context, { at: row.createdAt, what: "passkey", origin: context.flow.site });
}

const shortName = (name: string): string => [...name.trim()].slice(0, LONGEST_NAME).join("") || "Passkey";

function ifNotClosed(error: unknown): undefined {
  if (!isIdosError(error, "USER_CLOSED")) throw error;
}

/** After an unlock, once per profile and browser: offers to unlock with a passkey next time. */
export async function offerPasskey(context: FlowContext, key: HeldKey): Promise<void> {
  const { session, flow, signal } = context;
  const { link } = session;
  if (!link?.alive || !link.passkeys || !(await link.storage.available())) return;
  const { userId } = key;
  if ((await mine(link, userId)).length || (await link.storage.get("passkeyOffers", [userId]))) return;
  await link.storage.put("passkeyOffers", { userId, at: unixNow() });
  for (let failed = false; ; failed = true) {
    const answer = await link
      .ask({ kind: "passkey-offer", site: flow.site, userId, failed }, signal)
      .catch(ifNotClosed);
    if (answer?.type === "passkey-made") await store(context, link, key, answer);
    // Whatever else it was, and if the window was closed: the key is unlocked, and the flow goes on.
    if (answer?.type !== "passkey-failed") return;
  }
}

/** Page of `manage`: lists, adds, renames and removes. */
export const passkeysPage: Page = async (context) => {
  const { link, key, flow, signal } = context;
  const { userId } = key;
  const answer = await link.ask(
    {
      kind: "manage-passkeys",
      site: flow.site,
      userId,
      passkeys: (await mine(link, userId)).map(shown),
      supported: link.passkeys,
      keepsNothing: !(await link.storage.available()),
    },
    signal,
  );
  switch (answer.type) {
    case "passkey-made":
      await store(context, link, key, answer);
      return undefined;
    case "passkey-failed":
      return undefined;
    case "passkey-rename": {
      const row = await link.storage.get("passkeys", [userId, answer.id]);
      if (row) await link.storage.put("passkeys", { ...row, name: shortName(answer.name) });
      return undefined;
    }
    case "passkey-remove":
      await link.storage.remove("passkeys", [userId, answer.id]);
      return undefined;
    default:
      return answer;
  }
};
