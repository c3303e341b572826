/** All screens, in one part that is loaded when the card first opens: a page with a closed pill does not pay for them. */
import type { TemplateResult } from "lit";
import type { IsleState } from "./machine/state.ts";
import type { ScreenContext } from "./parts/screen.ts";
import { verificationScreen } from "./screens/verification/verification.ts";
import { connectScreen } from "./screens/connect/connect.ts";
import { writeGrantScreen } from "./screens/write-grant/write-grant.ts";
import { createKeyScreen } from "./screens/create-key/create-key.ts";
import { deleteScreen } from "./screens/delete/delete.ts";
import { failureScreen } from "./screens/failure/failure.ts";
import { homeScreen } from "./screens/home/home.ts";
import { providersScreen } from "./screens/providers/providers.ts";
import { receiptScreen } from "./screens/receipt/receipt.ts";
import { requestScreen } from "./screens/request/request.ts";
import { revokeScreen } from "./screens/revoke/revoke.ts";
import { startingScreen } from "./screens/starting/starting.ts";
import { waitingScreen } from "./screens/waiting/waiting.ts";
import { waitingWords } from "./screens/waiting/waiting-words.ts";
import { welcomeScreen } from "./screens/welcome/welcome.ts";
import type { Words } from "./words/en.ts";

/** Draws what the state shows. */
export function drawView(context: ScreenContext): TemplateResult {
  const { view } = context.state;
  switch (view.name) {
    case "starting":
      return startingScreen(view, context);
    case "connect":
      return connectScreen(view, context);
    case "welcome":
      return welcomeScreen(view, context);
    case "create-key":
      return createKeyScreen(view, context);
    case "home":
      return homeScreen(view, context);
    case "providers":
      return providersScreen(view, context);
    case "write-grant":
      return writeGrantScreen(view, context);
    case "verification":
      return verificationScreen(view, context);
    case "request":
      return requestScreen(view, context);
    case "receipt":
      return receiptScreen(view, context);
    case "delete":
      return deleteScreen(view, context);
    case "revoke":
      return revokeScreen(view, context);
    case "waiting":
      return waitingScreen(view, context);
    case "failed":
      return failureScreen(view, context);
  }
}

/** What is said aloud while the screen stays: whom a wait is for. */
export function spoken({ view }: IsleState, words: Words): string {
  return view.name === "waiting" ? waitingWords(view, words).title : "";
}
