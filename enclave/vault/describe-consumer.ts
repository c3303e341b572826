/** Who gets a copy, as the window may say it: by name only for the operator's consumers, asked for by their own sites. */
import type { KnownConsumer } from "../config/config.ts";
import type { Consumer } from "../protocol/types.ts";
import { fingerprint } from "./fingerprint.ts";
import { nameSkeleton } from "./name-skeleton.ts";
import type { NamedConsumer, ShownConsumer } from "../contract/window-messages.ts";

/**
 * Describes a consumer.
 * @param consumer what the site says
 * @param known the operator's list
 * @param site the asking origin
 */
export function describeConsumer(consumer: Consumer, known: readonly KnownConsumer[], site: string): ShownConsumer {
  const { name, url, walletIdentifier, encryptionPublicKey } = consumer;
  const shown = { walletIdentifier, fingerprint: fingerprint(encryptionPublicKey), claimed: { name, url } };
  // Grantees are compared without regard to case on the network, whatever their kind.
  const hasWallet = (k: KnownConsumer): boolean => k.walletIdentifier.toLowerCase() === walletIdentifier.toLowerCase();
  const hasKey = (k: KnownConsumer): boolean => k.encryptionPublicKey === encryptionPublicKey;
  const same = known.filter((k) => hasWallet(k) && hasKey(k));

  const verified = same.find(({ origins }) => origins?.includes(site));
  if (verified) return { ...shown, verified: { name: verified.name, url: verified.url } };
  const [elsewhere] = same;
  if (elsewhere) return { ...shown, resembles: { by: "site", ...named(elsewhere) } };
  const half = known.find((k) => hasWallet(k) || hasKey(k));
  if (half) return { ...shown, resembles: { by: hasWallet(half) ? "account" : "key", ...named(half) } };
  const claimed = nameSkeleton(name ?? "");
  const namesake = claimed === "" ? undefined : known.find((k) => nameSkeleton(k.name) === claimed);
  return namesake ? { ...shown, resembles: { by: "name", ...named(namesake) } } : shown;
}

const named = ({ name, origins = [] }: KnownConsumer): NamedConsumer => ({ name, origins });
