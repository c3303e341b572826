/** Error codes: what happened, what was not lost, what helps. */
import type { Code } from "../../protocol/errors.ts";

export const failures = {
  ABORTED: "This was cancelled. Nothing was shared.",
  TIMEOUT: "This took too long and was stopped. Nothing was lost: start again in your tab.",
  KEY_MISMATCH:
    "What was rebuilt is not the key of this profile. Nothing was opened. Check that you use the right wallet.",
  NO_KEY: "There is no key for this profile yet.",
  DECRYPT_FAILED: "Your data could not be opened with your key: it was encrypted for another one, or was altered.",
  FORBIDDEN: "This site may not do that.",
  INVALID_ARGUMENT:
    "The site sent something that makes no sense. That is a fault of the site, not yours. Nothing was shared.",
  RATE_LIMITED: "The site asks too often. Wait a minute and start again in your tab.",
  UNSUPPORTED: "This does not work in this browser or with this wallet.",
  STORAGE_UNAVAILABLE: "Your browser does not let this page store anything.",
  MPC_UNAVAILABLE:
    "Too few of the nodes that keep the parts of your key have answered. Nothing was lost: try again in a minute.",
  MPC_CORRUPT_SHARE: "A node sent a part that does not fit your key. Nothing was lost: try again in a minute.",
  MPC_DENIED: "The nodes that keep the parts of your key refuse this wallet. Use a wallet that you have linked.",
  WALLET_UNAVAILABLE: "Your wallet could not be reached. Open it and start again in your tab.",
  WALLET_REJECTED: "The request was declined in your wallet. Nothing was changed.",
  WALLET_DISCONNECTED: "Your wallet is not connected. Connect it in your tab and start again.",
  WALLET_WRONG_ACCOUNT: "Your wallet uses another account than the one that is needed. Switch it and start again.",
  SIGNATURE_ALTERED: "The site changed what your wallet signed. Nothing was sent. Do not go on with this site.",
  INTERNAL: "This is a fault in idOS Isle, not yours. Nothing was shared.",
} satisfies Partial<Record<Code, string>>;
