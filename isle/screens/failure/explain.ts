/** Every error code in plain words: what happened and what helps. */
import type { Failure } from "../../machine/failure.ts";
import type { Job } from "../../machine/jobs.ts";
import { momentOf } from "../../parts/dates.ts";

/** Headline and explanation of a failure. */
export interface Explanation {
  title: string;
  text: string;
}

const BY_CODE: Record<Failure["code"], readonly [title: string, text: string]> = {
  USER_REJECTED: ["You declined", "Nothing was shared and nothing was changed."],
  NO_MATCH: ["None of your credentials fits", "This site asks for something that none of them meets."],
  USER_CLOSED: [
    "The idOS window was closed",
    "It closed before you decided, so nothing was shared and nothing was changed. Try again to open it once more.",
  ],
  ABORTED: ["Stopped", "It was cancelled before it was finished."],
  TIMEOUT: ["That took too long", "No answer came in time. Check your connection, then try again."],
  LOCKED: ["Your key is locked", "It has to be unlocked first. Try again and follow your idOS window."],
  NO_KEY: [
    "There is no key for this profile",
    "The enclave knows no key that belongs to it. Check that you connected the wallet that you created the profile with.",
  ],
  WRONG_PASSWORD: [
    "Wrong password",
    "It does not make the key of this profile. Try again with the password that you chose when you created it.",
  ],
  KEY_MISMATCH: [
    "This is not your profile’s key",
    "What was put together is a different key, so it was not used. Check that you connected the wallet that you created the profile with.",
  ],
  DECRYPT_FAILED: ["The credential cannot be opened", "It was sealed for another key, or it was altered on the way."],
  INVALID_ARGUMENT: [
    "This site’s request is faulty",
    "It was not carried out. Only the site’s makers can change that.",
  ],
  FORBIDDEN: ["This site may not do that", "The enclave refused it. Only the site’s makers can change that."],
  RATE_LIMITED: ["Too many requests", "Wait a moment, then try again."],
  UNSUPPORTED: ["That is not possible here", "This browser, this wallet or this site lacks what is needed."],
  WINDOW_BLOCKED: [
    "Your browser blocked the idOS window",
    "Allow pop-up windows for this site in the address bar, then try again.",
  ],
  STORAGE_UNAVAILABLE: [
    "Your browser refuses storage",
    "Allow site data for this page, or leave the private window, then try again.",
  ],
  ENCLAVE_UNREACHABLE: [
    "The idOS enclave did not answer",
    "The part that holds your key could not be loaded. Check your connection and whether a blocker stops it, then try again. Nothing was lost.",
  ],
  ENCLAVE_RESTARTED: [
    "The idOS enclave was restarted",
    "It was reloaded while it worked, so nothing was finished. Try again.",
  ],
  VERSION_MISMATCH: [
    "This site’s version of idOS does not fit",
    "The site and the enclave do not understand each other. Reload the page; if that does not help, tell the site’s makers.",
  ],
  MPC_UNAVAILABLE: [
    "Too few key nodes answered",
    "Your key could not be put together from enough parts. The parts are safe; try again later.",
  ],
  MPC_CORRUPT_SHARE: ["A key node gave a wrong answer", "It was noticed and not used. Try again to ask the others."],
  MPC_DENIED: [
    "The key nodes refuse this wallet",
    "It is not one that may put your key together. Connect the wallet that you created your profile with.",
  ],
  WALLET_UNAVAILABLE: [
    "Your wallet cannot do this",
    "It is missing, or it cannot sign what is needed. Unlock it or try another one.",
  ],
  WALLET_REJECTED: [
    "You declined in your wallet",
    "Nothing was signed and nothing was changed. Try again if you did not mean to.",
  ],
  WALLET_DISCONNECTED: ["Your wallet is not connected", "Unlock it and allow it on this site, then try again."],
  WALLET_WRONG_ACCOUNT: [
    "Your wallet is on another account",
    "Switch it back to the account that you connected, then try again.",
  ],
  SIGNATURE_ALTERED: [
    "Stopped: the signature does not match",
    "What came back is not a signature over what the enclave asked for. This site may have changed it. Nothing was sent; be careful with this site.",
  ],
  NETWORK_UNREACHABLE: [
    "The idOS network did not answer",
    "The storage node or this site’s server could not be reached. Check your connection, then try again. Nothing was lost.",
  ],
  NETWORK_DENIED: ["The idOS network refused", "The storage node or this site’s server does not allow it."],
  NETWORK_CONFLICT: [
    "Something changed in between",
    "What the network has is not what was expected, so it was stopped to be safe. Go back and look at it again.",
  ],
  NOT_FOUND: ["It is no longer there", "It was removed meanwhile, or it is not yours."],
  TIMELOCKED: ["This permission is still locked", "You agreed that it cannot be revoked yet."],
  INTERNAL: [
    "Something went wrong in idOS",
    "This is a bug. Reload the page and try again; if it stays, please report it.",
  ],
};

type Exact = `${Job["do"]}:${Failure["code"]}`;
const BY_JOB: Partial<Record<Exact, readonly [title: string, text: string]>> = {
  "grant:USER_REJECTED": [
    "You declined in your idOS window",
    "Nothing was shared. This site learns only that there was no permission.",
  ],
  "grant:WALLET_REJECTED": [
    "You declined in your wallet",
    "The permission was not written, and nothing was shared. Try again if you did not mean to.",
  ],
  "join:USER_REJECTED": ["You declined in your idOS window", "No key was made and no profile was created."],
  "join:WALLET_REJECTED": [
    "You declined in your wallet",
    "Your profile was not created. Try again to go on where you stopped.",
  ],
  "join:NETWORK_CONFLICT": [
    "You may have an idOS key already",
    "No key was made, so nothing that you have was lost. If your wallet has a profile, its key only has to be unlocked. Your idOS window says more.",
  ],
  "connect:WALLET_REJECTED": [
    "You declined in your wallet",
    "This site does not see your address. Try again, or choose another wallet.",
  ],
  "check-profile:WALLET_REJECTED": [
    "You declined in your wallet",
    "Without signing in, the idOS network does not show your profile. Signing in costs nothing.",
  ],
  "view:USER_REJECTED": ["You declined in your idOS window", "Your credential stays sealed."],
  "submit:WALLET_REJECTED": [
    "You declined in your wallet",
    "The provider may not write to your profile, and nothing was sent.",
  ],
  "revoke:WALLET_REJECTED": ["You declined in your wallet", "The permission is still there."],
  "remove:WALLET_REJECTED": ["You declined in your wallet", "The credential is still there."],
};

/** The words for a failure of this job. */
export function explain({ code, data }: Failure, job: Job["do"]): Explanation {
  const [title, text] = BY_JOB[`${job}:${code}`] ?? BY_CODE[code];
  const until = data?.["until"];
  if (code === "TIMELOCKED" && typeof until === "number")
    return { title, text: `You agreed that it cannot be revoked before ${momentOf(until)}.` };
  return { title, text };
}
