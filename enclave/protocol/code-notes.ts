/** What the documentation says of each code: one line of when, and of what a dApp should show. Left out of every bundle. */
import type { Code } from "./errors.ts";

/** What is said of one code; whether a retry helps stands in `CODES`. */
export interface CodeNote {
  /** When it occurs. */
  when: string;
  /** What a dApp should show. */
  show: string;
}

/** By code. */
export const CODE_NOTES: Readonly<Record<Code, CodeNote>> = {
  USER_REJECTED: {
    when: "The user declined, or nothing matched and they chose not to tell",
    show: "Nothing, or the way back: it was their choice. Never ask again by itself",
  },
  NO_MATCH: {
    when: "Nothing matched and the user chose to look for a provider",
    show: "The providers that issue what is missing",
  },
  USER_CLOSED: {
    when: "The user closed the window before deciding",
    show: "Where they were, with a button to try again",
  },
  ABORTED: { when: "The caller or the user cancelled", show: "Nothing: it was cancelled on purpose" },
  TIMEOUT: { when: "A deadline passed", show: "That it took too long, with a button to try again" },
  LOCKED: {
    when: "The key is locked and the enclave does not know whose to unlock: call unlock first",
    show: "A button that unlocks: call unlock, then the same call again",
  },
  NO_KEY: {
    when: "There is no key for this profile",
    show: "How to create a profile, or to connect the wallet that has one",
  },
  WRONG_PASSWORD: {
    when: "The password does not make the profile's key",
    show: "That the password was wrong and nothing was lost, with a button to try again",
  },
  KEY_MISMATCH: {
    when: "What was rebuilt is not the profile's key",
    show: "That this wallet or password belongs to another key; whom to ask for help",
  },
  DECRYPT_FAILED: {
    when: "A box was not sealed for this key, or was altered",
    show: "Which credential cannot be opened; its issuer can issue it again",
  },
  INVALID_ARGUMENT: {
    when: "An argument has the wrong form; the message names it",
    show: "A general failure; the message is for developers",
  },
  FORBIDDEN: { when: "This caller may not do that", show: "That this is not allowed here; a retry changes nothing" },
  RATE_LIMITED: {
    when: "Too many requests",
    show: "That there were too many requests, and a button to try again after a minute",
  },
  UNSUPPORTED: {
    when: "Not possible here: this browser, wallet type or embedding",
    show: "The message: it names what is missing, such as another browser, wallet or page",
  },
  WINDOW_BLOCKED: {
    when: "The browser did not let the idOS window open, or cut its link",
    show: "The message: allow pop-ups, or open the page in a browser of its own; with a button to try again",
  },
  STORAGE_UNAVAILABLE: {
    when: "The browser refuses storage",
    show: "That this browser keeps nothing for this page, and which setting changes that",
  },
  ENCLAVE_UNREACHABLE: {
    when: "The enclave's frame did not answer",
    show: "That idOS cannot be reached, with a button to try again; the message is for developers",
  },
  ENCLAVE_RESTARTED: {
    when: "The enclave's frame was reloaded or went away during the call, or its vault stopped",
    show: "A button to try again; the key may have to be unlocked anew",
  },
  VERSION_MISMATCH: {
    when: "Host and enclave speak no common version",
    show: "That the page has to be reloaded; if that does not help, that the site needs an update",
  },
  MPC_UNAVAILABLE: {
    when: "Too few MPC nodes gave a usable answer",
    show: "That the key nodes cannot be reached just now, with a button to try again",
  },
  MPC_CORRUPT_SHARE: {
    when: "An MPC node answered with a share that is not what was stored",
    show: "That a key node answers wrongly, with a button to try again; tell the enclave's operator",
  },
  MPC_DENIED: {
    when: "The MPC nodes refuse this wallet",
    show: "That this wallet may not bring the key back; offer to connect another one",
  },
  WALLET_UNAVAILABLE: {
    when: "No such wallet, or it cannot do what was asked, such as a contract's wallet",
    show: "The list of wallets, to choose or to install one",
  },
  WALLET_REJECTED: {
    when: "The request was declined in the wallet",
    show: "What was to be signed and why, with a button to try again",
  },
  WALLET_DISCONNECTED: { when: "The wallet is not connected", show: "A button that connects the wallet" },
  WALLET_WRONG_ACCOUNT: {
    when: "The wallet is on another account than the one that is needed",
    show: "The address that is needed, and to switch to it in the wallet",
  },
  SIGNATURE_ALTERED: {
    when: "A signature is not the expected wallet's over the enclave's own message. The user is warned, and the site is disconnected",
    show: "A warning, without a button to try again: a page that did not do this itself was tampered with",
  },
  NETWORK_UNREACHABLE: {
    when: "The storage node or the backend did not answer",
    show: "That idOS cannot be reached, with a button to try again",
  },
  NETWORK_DENIED: {
    when: "The storage node or the backend refuses",
    show: "The message: it says what was refused, such as a blocked cookie",
  },
  NETWORK_CONFLICT: {
    when: "The network's state is not what was expected: a duplicate, a replay, an altered text, a key that is there already",
    show: "The state as it is now, read anew; the message says what differs. After createKey: the way to unlock the key",
  },
  NOT_FOUND: { when: "No such thing, or not yours", show: "The list, read anew" },
  TIMELOCKED: {
    when: "An access grant is locked until a date, named in data.until (unix seconds)",
    show: "The date of data.until, from which on it works",
  },
  INTERNAL: { when: "A bug in this project; please report it", show: "A general failure, and how to report it" },
};
