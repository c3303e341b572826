/**
 * Wallets that announce themselves in this window. Nothing is asked of them here. Names and icons are the wallets' own,
 * and anything may be announced, by anybody who runs code in this window: the browser's extensions.
 * @see https://eips.ethereum.org/EIPS/eip-6963
 */
import { createEmitter } from "../../protocol/listeners.ts";
import { inertText } from "../../viewer/inert-text.ts";
import type { Eip1193Provider } from "./provider.ts";

/** A wallet. */
export interface AnnouncedWallet {
  /** Its own words, one line without invisible and bidi characters; may be empty. */
  name: string;
  /** A `data:` URI of an image, or none. */
  icon: string | undefined;
  provider: Eip1193Provider;
}

/** Those that were found. */
export interface AnnouncedWallets {
  /** In the order in which they came. */
  readonly all: readonly AnnouncedWallet[];
  /** Resolves when wallets have had the time to announce themselves; some do it late. */
  readonly settled: Promise<void>;
  /** Calls back when there are more. @returns how to stop */
  onMore(listener: () => void): () => void;
}

/** Milliseconds that wallets have to announce themselves, from the first word of this page on. */
export const SETTLE = 500;
/** More than this are not kept. */
const MAX_WALLETS = 2_000;
const MAX_NAME = 40;
const MAX_ICON = 200_000;
const IMAGE = /^data:image\/(png|jpeg|gif|webp|avif|svg\+xml)[;,]/i;

/** Reads a field at a time: each may throw, or be another thing when it is read again. */
function read(event: Event): { uuid: string; wallet: AnnouncedWallet } | undefined {
  try {
    const { info, provider } = (event as CustomEvent<{ info: Record<string, unknown>; provider: Eip1193Provider }>)
      .detail;
    const { uuid, name, icon } = info;
    if (typeof uuid !== "string" || !uuid || uuid.length > 64 || typeof provider.request !== "function")
      return undefined;
    return {
      uuid,
      wallet: {
        name: typeof name === "string" ? inertText(name, MAX_NAME).text : "",
        icon: typeof icon === "string" && icon.length <= MAX_ICON && IMAGE.test(icon) ? icon : undefined,
        provider,
      },
    };
  } catch {
    return undefined;
  }
}

/** Listens from now on, and asks wallets to announce themselves. */
export function findAnnouncedWallets(target: EventTarget, settle = SETTLE): AnnouncedWallets {
  const all: AnnouncedWallet[] = [];
  const uuids = new Set<string>();
  const events = createEmitter<{ more: undefined }>();
  let telling = false;

  target.addEventListener("eip6963:announceProvider", (event) => {
    if (all.length >= MAX_WALLETS) return;
    const found = read(event);
    // Who asks is answered by all of them again; and some announce one provider under several names.
    if (!found || uuids.has(found.uuid) || all.some(({ provider }) => provider === found.wallet.provider)) return;
    uuids.add(found.uuid);
    all.push(found.wallet);
    if (telling) return;
    telling = true;
    // Once for those that come together.
    setTimeout(() => {
      telling = false;
      events.emit("more", undefined);
    });
  });
  target.dispatchEvent(new Event("eip6963:requestProvider"));
  return {
    all,
    settled: new Promise((resolve) => setTimeout(resolve, settle)),
    onMore: (listener) => events.on("more", listener),
  };
}
