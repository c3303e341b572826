/** What is under way, and whom it waits for. */
import type { Job } from "../../machine/jobs.ts";
import type { Prompt } from "../../machine/state.ts";
import type { Message } from "../message.ts";

type WalletAsk = NonNullable<Extract<Prompt, { by: "wallet" }>["for"]>;

export const waiting = {
  /** What is under way while nobody is waited for. */
  jobs: {
    connect: {
      title: "Connecting your wallet",
      text: "Choose an account in your wallet and allow this site to see its address.",
    },
    "check-profile": {
      title: "Looking for your profile",
      text: "Asking the idOS network whether this wallet has one.",
    },
    join: {
      title: "Creating your profile",
      text: "Your key is made in the enclave, then your profile is written to the network.",
    },
    load: {
      title: "Loading your data",
      text: "Reading the list of your credentials and permissions. Their content stays sealed.",
    },
    describe: { title: "One moment", text: "Asking which providers this site accepts." },
    find: {
      title: "Looking for a credential that fits",
      text: "Comparing what this site accepts with what you have.",
    },
    prepare: {
      title: "Preparing the permission",
      text: "Fetching its exact text and comparing it with what was agreed.",
    },
    submit: { title: "Handing over your permission", text: "Telling the provider that it may begin." },
    grant: {
      title: "Preparing the request",
      text: "Your sealed credentials go to the enclave. Nothing is shared before you approve.",
    },
    view: {
      title: "Your credential",
      text: "It is opened and shown in your idOS window. This site does not see it.",
    },
    remove: { title: "Deleting the credential", text: "Removing it from the idOS network." },
    revoke: { title: "Revoking access", text: "Removing the copy and its permission in one transaction." },
    lock: { title: "Locking your key", text: "Removing it from this browser’s memory." },
    manage: { title: "Key settings", text: "They are shown in your idOS window. This site does not see them." },
    disconnect: { title: "Disconnecting", text: "Locking your key and signing out." },
  } satisfies Record<Job["do"], Message>,
  connecting: (wallet: string) => `Connecting ${wallet}`,
  click: {
    title: "Continue in your idOS window",
    text: "Press the button below. What you type or approve happens only in that window, under an address that you can check.",
  },
  window: {
    title: "Waiting for you in your idOS window",
    text: "Go on there. If you do not see it, bring it back with the button below.",
  },
  nodes: { title: "Talking to the key nodes", text: "Each keeps one part of your key." },
  wallet: { title: "Approve in your wallet", text: "Your wallet asks for a signature." },
  /** What the wallet is asked for, where that is known. */
  walletAsks: {
    ownership: "It asks you to prove that this wallet is yours. This costs nothing and moves nothing.",
    "sign-in": "It asks you to sign in to the idOS network. This costs nothing and moves nothing.",
    transaction: "It asks you to sign the change, so that the idOS network accepts it.",
    "write-grant": "It asks you to sign the permission that you just approved.",
    key: "Its signature brings the parts of your key together, or puts them on their nodes.",
  } satisfies Record<WalletAsk, string>,
  limits: {
    title: "Approve the limits in your wallet",
    text: "It asks you to sign the limits of this permission first. The permission itself comes next.",
  },
  digest: {
    title: "Your wallet will show this digest",
    text: "It stands for exactly this change. Approve in the wallet only if the two are equal.",
    textAfterWindow:
      "It stands for exactly this change, and your idOS window showed the same one. Approve in the wallet only if the two are equal.",
  },
  degraded: (count: number) =>
    count === 1
      ? "One key node does not answer. It goes on with the others."
      : `${count} key nodes do not answer. It goes on with the others.`,
};
