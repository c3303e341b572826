/** Discovery of injected wallets. @see https://eips.ethereum.org/EIPS/eip-6963 */
import * as v from "valibot";
import { shownText } from "../shared/shown-text.ts";
import type { DiscoveredWallet, Eip1193Provider } from "../shared/types.ts";

const announcement = v.object({
  info: v.object({
    uuid: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
    name: v.pipe(v.string(), v.maxLength(200)),
    icon: v.pipe(v.string(), v.maxLength(500_000), v.regex(/^data:image\//)),
    rdns: v.pipe(v.string(), v.maxLength(200)),
  }),
  provider: v.custom<Eip1193Provider>((value) => typeof (value as Eip1193Provider | null)?.request === "function"),
});

/**
 * Finds the wallets that announce themselves, now and later. Names and icons are the wallets' own words.
 * @param listener called with all wallets found so far, whenever there are more; never before this function has
 * returned, although wallets answer at once
 * @returns how to stop; on a server there is nothing to find and nothing to stop
 */
export function discoverWallets(listener: (wallets: readonly DiscoveredWallet[]) => void): () => void {
  const target = globalThis.window;
  if (!target) return () => {};
  let wallets: readonly DiscoveredWallet[] = [];
  let told = 0;
  let stopped = false;
  const tell = (): void => {
    if (stopped || told === wallets.length) return;
    told = wallets.length;
    listener(wallets);
  };
  const onAnnounce = (event: Event) => {
    const read = v.safeParse(announcement, (event as CustomEvent<unknown>).detail);
    if (!read.success) return;
    const { info, provider } = read.output;
    if (wallets.some(({ uuid }) => uuid === info.uuid)) return;
    wallets = [...wallets, { ...info, name: shownText(info.name, 60), rdns: shownText(info.rdns, 100), provider }];
    queueMicrotask(tell);
  };
  target.addEventListener("eip6963:announceProvider", onAnnounce);
  target.dispatchEvent(new Event("eip6963:requestProvider"));
  return () => {
    stopped = true;
    target.removeEventListener("eip6963:announceProvider", onAnnounce);
  };
}
