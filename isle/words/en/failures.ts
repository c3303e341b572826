/** What went wrong, and what helps. */
import type { Failure } from "../../machine/failure.ts";
import type { Job } from "../../machine/jobs.ts";
import type { Message } from "../message.ts";

type FailedJob = `${Job["do"]}:${Failure["code"]}`;
const IN_WALLET = "You declined in your wallet";
const IN_WINDOW = "You declined in your idOS window";

export const failures = {
  reported: "What was reported",
  lookForKey: "Look for my key",
  cancelRequest: "Cancel request",
  lockedUntil: (moment: string) => `You agreed that it cannot be revoked before ${moment}.`,
  /** What happened and what helps, for every code. */
  codes: {
    USER_REJECTED: { title: "You declined", text: "Nothing was shared and nothing was changed." },
    NO_MATCH: {
      title: "None of your credentials fits",
      text: "This site asks for something that none of them meets.",
    },
    USER_CLOSED: {
      title: "The idOS window was closed",
      text: "It closed before you decided, so nothing was shared and nothing was changed. Try again to open it once more.",
    },
    ABORTED: { title: "Stopped", text: "It was cancelled before it was finished." },
    TIMEOUT: { title: "That took too long", text: "No answer came in time. Check your connection, then try again." },
    LOCKED: {
      title: "Your key is locked",
      text: "It has to be unlocked first. Try again and follow your idOS window.",
    },
    NO_KEY: {
      title: "There is no key for this profile",
      text: "The enclave knows no key that belongs to it. Check that you connected the wallet that you created the profile with.",
    },
    WRONG_PASSWORD: {
      title: "Wrong password",
      text: "It does not make the key of this profile. Try again with the password that you chose when you created it.",
    },
    KEY_MISMATCH: {
      title: "This is not your profile’s key",
      text: "What was put together is a different key, so it was not used. Check that you connected the wallet that you created the profile with.",
    },
    DECRYPT_FAILED: {
      title: "The credential cannot be opened",
      text: "It was sealed for another key, or it was altered on the way.",
    },
    INVALID_ARGUMENT: {
      title: "This site’s request is faulty",
      text: "It was not carried out. Only the site’s makers can change that.",
    },
    FORBIDDEN: {
      title: "This site may not do that",
      text: "The enclave refused it. Only the site’s makers can change that.",
    },
    RATE_LIMITED: { title: "Too many requests", text: "Wait a moment, then try again." },
    UNSUPPORTED: {
      title: "That is not possible here",
      text: "This browser, this wallet or this site lacks what is needed.",
    },
    WINDOW_BLOCKED: {
      title: "Your browser blocked the idOS window",
      text: "Allow pop-up windows for this site in the address bar, then try again.",
    },
    STORAGE_UNAVAILABLE: {
      title: "Your browser refuses storage",
      text: "Allow site data for this page, or leave the private window, then try again.",
    },
    ENCLAVE_UNREACHABLE: {
      title: "The idOS enclave did not answer",
      text: "The part that holds your key could not be loaded. Check your connection and whether a blocker stops it, then try again. Nothing was lost.",
    },
    ENCLAVE_RESTARTED: {
      title: "The idOS enclave was restarted",
      text: "It was reloaded while it worked, so nothing was finished. Try again.",
    },
    VERSION_MISMATCH: {
      title: "This site’s version of idOS does not fit",
      text: "The site and the enclave do not understand each other. Reload the page; if that does not help, tell the site’s makers.",
    },
    MPC_UNAVAILABLE: {
      title: "Too few key nodes answered",
      text: "Your key could not be put together from enough parts. The parts are safe; try again later.",
    },
    MPC_CORRUPT_SHARE: {
      title: "A key node gave a wrong answer",
      text: "It was noticed and not used. Try again to ask the others.",
    },
    MPC_DENIED: {
      title: "The key nodes refuse this wallet",
      text: "It is not one that may put your key together. Connect the wallet that you created your profile with.",
    },
    WALLET_UNAVAILABLE: {
      title: "Your wallet cannot do this",
      text: "It is missing, or it cannot sign what is needed. Unlock it or try another one.",
    },
    WALLET_REJECTED: {
      title: IN_WALLET,
      text: "Nothing was signed and nothing was changed. Try again if you did not mean to.",
    },
    WALLET_DISCONNECTED: {
      title: "Your wallet is not connected",
      text: "Unlock it and allow it on this site, then try again.",
    },
    WALLET_WRONG_ACCOUNT: {
      title: "Your wallet is on another account",
      text: "Switch it back to the account that you connected, then try again.",
    },
    SIGNATURE_ALTERED: {
      title: "Stopped: the signature does not match",
      text: "What came back is not a signature over what the enclave asked for. This site may have changed it. Nothing was sent; be careful with this site.",
    },
    NETWORK_UNREACHABLE: {
      title: "The idOS network did not answer",
      text: "The storage node or this site’s server could not be reached. Check your connection, then try again. Nothing was lost.",
    },
    NETWORK_DENIED: {
      title: "The idOS network refused",
      text: "The storage node or this site’s server does not allow it.",
    },
    NETWORK_CONFLICT: {
      title: "Something changed in between",
      text: "What the network has is not what was expected, so it was stopped to be safe. Go back and look at it again.",
    },
    NOT_FOUND: { title: "It is no longer there", text: "It was removed meanwhile, or it is not yours." },
    TIMELOCKED: { title: "This permission is still locked", text: "You agreed that it cannot be revoked yet." },
    INTERNAL: {
      title: "Something went wrong in idOS",
      text: "This is a bug. Reload the page and try again; if it stays, please report it.",
    },
  } satisfies Record<Failure["code"], Message>,
  /** Where the job tells more. */
  jobs: {
    "grant:USER_REJECTED": {
      title: IN_WINDOW,
      text: "Nothing was shared. This site learns only that there was no permission.",
    },
    "grant:WALLET_REJECTED": {
      title: IN_WALLET,
      text: "The permission was not written, and nothing was shared. Try again if you did not mean to.",
    },
    "join:USER_REJECTED": { title: IN_WINDOW, text: "No key was made and no profile was created." },
    "join:WALLET_REJECTED": {
      title: IN_WALLET,
      text: "Your profile was not created. Try again to go on where you stopped.",
    },
    "join:NETWORK_CONFLICT": {
      title: "You may have an idOS key already",
      text: "No key was made, so nothing that you have was lost. If your wallet has a profile, its key only has to be unlocked. Your idOS window says more.",
    },
    "connect:WALLET_REJECTED": {
      title: IN_WALLET,
      text: "This site does not see your address. Try again, or choose another wallet.",
    },
    "check-profile:WALLET_REJECTED": {
      title: IN_WALLET,
      text: "Without signing in, the idOS network does not show your profile. Signing in costs nothing.",
    },
    "view:USER_REJECTED": { title: IN_WINDOW, text: "Your credential stays sealed." },
    "submit:WALLET_REJECTED": {
      title: IN_WALLET,
      text: "The provider may not write to your profile, and nothing was sent.",
    },
    "revoke:WALLET_REJECTED": { title: IN_WALLET, text: "The permission is still there." },
    "remove:WALLET_REJECTED": { title: IN_WALLET, text: "The credential is still there." },
  } satisfies Partial<Record<FailedJob, Message>>,
};
