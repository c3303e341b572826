/** Wallets that announce themselves on a test's stage: a known one, a long-winded one, and one that says nothing of itself. */
import type { mountStage } from "./stage-fixture.ts";

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Ccircle cx='16' cy='16' r='14' fill='%23e2761b'/%3E%3C/svg%3E";

/** Announces them. The first holds every account that is asked for. */
export function announceWallets({ announce }: Pick<ReturnType<typeof mountStage>, "announce">): void {
  const knows = (...accounts: string[]) => ({ request: async () => accounts });
  announce({ uuid: "1", name: "MetaFox", icon: ICON }, knows("0x8Ba1f109551bD432803012645Ac136ddd64DBA72"));
  announce({ uuid: "2", name: "W".repeat(60), icon: "https://wallet.example/icon.png" }, knows());
  announce({ uuid: "3", name: "\u202e" }, knows());
}
