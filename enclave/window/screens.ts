/** Which file draws which screen. */
import type { Screen } from "../vault/window-messages.ts";
import type { ScreenContext, ScreenView } from "./screen-view.ts";
import { connectScreen } from "./screens/connect.ts";
import { consentScreen } from "./screens/consent.ts";
import { createScreen } from "./screens/create.ts";
import { failedScreen } from "./screens/failed.ts";
import { grantedScreen } from "./screens/granted.ts";
import { noMatchScreen } from "./screens/no-match.ts";
import { passwordScreen } from "./screens/password.ts";
import { progressScreen } from "./screens/progress.ts";
import { viewerScreen } from "./screens/viewer.ts";
import { walletScreen } from "./screens/wallet.ts";

/** The view of a screen that the vault sent. */
export function viewOf(screen: Screen, context: ScreenContext): ScreenView {
  switch (screen.kind) {
    case "create":
      return createScreen(screen, context);
    case "connect":
      return connectScreen(screen, context);
    case "password":
      return passwordScreen(screen, context);
    case "consent":
      return consentScreen(screen, context);
    case "no-match":
      return noMatchScreen(screen, context);
    case "viewer":
      return viewerScreen(screen, context);
    case "progress":
      return progressScreen(screen, context);
    case "wallet":
      return walletScreen(screen, context);
    case "granted":
      return grantedScreen(screen, context);
    case "failed":
      return failedScreen(screen, context);
  }
}
