/** What is under way, in words. */
import type { Job } from "../../machine/jobs.ts";
import type { Prompt, Waiting } from "../../machine/state.ts";

/** Headline and explanation of a wait. */
export interface WaitingWords {
  title: string;
  text: string;
}

const ON_ITS_WAY: Record<Job["do"], WaitingWords> = {
  connect: {
    title: "Connecting your wallet",
    text: "Choose an account in your wallet and allow this site to see its address.",
  },
  "check-profile": { title: "Looking for your profile", text: "Asking the idOS network whether this wallet has one." },
  join: {
    title: "Creating your profile",
    text: "Your key is made in the enclave, then your profile is written to the network.",
  },
  load: {
    title: "Loading your data",
    text: "Reading the list of your credentials and permissions. Their content stays sealed.",
  },
  describe: { title: "One moment", text: "Asking which providers this site accepts." },
  find: { title: "Looking for a credential that fits", text: "Comparing what this site accepts with what you have." },
  prepare: {
    title: "Preparing the permission",
    text: "Fetching its exact text and comparing it with what was agreed.",
  },
  submit: { title: "Handing over your permission", text: "Telling the provider that it may begin." },
  grant: {
    title: "Preparing the request",
    text: "Your sealed credentials go to the enclave. Nothing is shared before you approve.",
  },
  view: { title: "Your credential", text: "It is opened and shown in your idOS window. This site does not see it." },
  remove: { title: "Deleting the credential", text: "Removing it from the idOS network." },
  revoke: { title: "Revoking access", text: "Removing the copy and its permission in one transaction." },
  lock: { title: "Locking your key", text: "Removing it from this browser’s memory." },
  manage: { title: "Key settings", text: "They are shown in your idOS window. This site does not see them." },
  disconnect: { title: "Disconnecting", text: "Locking your key and signing out." },
};

const IN_THE_WALLET: Record<NonNullable<Extract<Prompt, { by: "wallet" }>["for"]>, string> = {
  ownership: "It asks you to prove that this wallet is yours. This costs nothing and moves nothing.",
  "sign-in": "It asks you to sign in to the idOS network. This costs nothing and moves nothing.",
  transaction: "It asks you to sign the change, so that the idOS network accepts it.",
  "write-grant": "It asks you to sign the permission that you just approved.",
  key: "Its signature brings the parts of your key together, or puts them on their nodes.",
};

/** The network's action that limits a grant before it is there. */
const LIMITS = "set_access_grant_limits";

/** True while the wallet is asked to sign the limits of a grant: a change of its own, which the idOS window did not show. */
export function signsLimits({ prompt }: Waiting): boolean {
  return prompt?.by === "wallet" && prompt.action === LIMITS;
}

/** The words for a wait. */
export function waitingWords(view: Waiting): WaitingWords {
  const { job, prompt } = view;
  if (signsLimits(view))
    return {
      title: "Approve the limits in your wallet",
      text: "It asks you to sign the limits of this permission first. The permission itself comes next.",
    };
  switch (prompt?.by) {
    case "click":
      return {
        title: "Continue in your idOS window",
        text: "Press the button below. What you type or approve happens only in that window, under an address that you can check.",
      };
    case "window":
      return {
        title: "Waiting for you in your idOS window",
        text: "Go on there. If you do not see it, bring it back with the button below.",
      };
    case "wallet":
      return {
        title: "Approve in your wallet",
        text: prompt.for ? IN_THE_WALLET[prompt.for] : "Your wallet asks for a signature.",
      };
    case "nodes":
      return { title: "Talking to the key nodes", text: "Each keeps one part of your key." };
    case undefined:
      break;
  }
  if (job.do === "connect" && job.walletName)
    return { title: `Connecting ${job.walletName}`, text: ON_ITS_WAY.connect.text };
  return ON_ITS_WAY[job.do];
}
