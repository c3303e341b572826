/** Which file draws which screen. */
import type { Screen } from "../contract/window-messages.ts";
import type { ScreenContext, ScreenView } from "./screen-view.ts";
import { alteredScreen } from "./screens/altered.ts";
import { connectScreen } from "./screens/connect.ts";
import { consentScreen } from "./screens/consent.ts";
import { createScreen } from "./screens/create.ts";
import { failedScreen } from "./screens/failed.ts";
import { forgetScreen } from "./screens/forget.ts";
import { grantedScreen } from "./screens/granted.ts";
import { keyExistsScreen } from "./screens/key-exists.ts";
import { keyChangedScreen } from "./screens/key-changed.ts";
import { manageActivityScreen } from "./screens/manage-activity.ts";
import { manageSitesScreen } from "./screens/manage-sites.ts";
import { noMatchScreen } from "./screens/no-match.ts";
import { passwordScreen } from "./screens/password.ts";
import { passkeyOfferScreen, passkeysScreen } from "./screens/passkeys.ts";
import { phraseConfirmScreen, phraseDoneScreen, phraseScreen } from "./screens/phrase.ts";
import { phraseRestoreScreen } from "./screens/phrase-restore.ts";
import { progressScreen } from "./screens/progress.ts";
import { recoveryResultScreen, recoveryScreen } from "./screens/recovery.ts";
import { signScreen } from "./screens/sign.ts";
import { stayScreen } from "./screens/stay.ts";
import { viewerScreen } from "./screens/viewer.ts";
import { walletScreen } from "./screens/wallet.ts";

/** The view of a screen that the vault sent. */
export function viewOf(screen: Screen, context: ScreenContext): ScreenView {
  switch (screen.kind) {
    case "create":
      return createScreen(screen, context);
    case "connect":
      return connectScreen(screen, context);
    case "phrase":
      return phraseScreen(screen, context);
    case "phrase-confirm":
      return phraseConfirmScreen(screen, context);
    case "phrase-done":
      return phraseDoneScreen(screen, context);
    case "phrase-restore":
      return phraseRestoreScreen(screen, context);
    case "passkey-offer":
      return passkeyOfferScreen(screen, context);
    case "manage-passkeys":
      return passkeysScreen(screen, context);
    case "key-changed":
      return keyChangedScreen(screen, context);
    case "key-exists":
      return keyExistsScreen(screen, context);
    case "stay":
      return stayScreen(screen, context);
    case "forget":
      return forgetScreen(screen, context);
    case "manage-sites":
      return manageSitesScreen(screen, context);
    case "manage-activity":
      return manageActivityScreen(screen, context);
    case "recovery":
      return recoveryScreen(screen, context);
    case "recovery-result":
      return recoveryResultScreen(screen, context);
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
    case "sign":
      return signScreen(screen, context);
    case "altered":
      return alteredScreen(screen, context);
    case "wallet":
      return walletScreen(screen, context);
    case "granted":
      return grantedScreen(screen, context);
    case "failed":
      return failedScreen(screen, context);
  }
}
