/** What is under way, in words. */
import type { Waiting } from "../../machine/state.ts";
import type { Words } from "../../words/en.ts";
import type { Message } from "../../words/message.ts";

/** The network's action that limits a grant before it is there. */
const LIMITS = "set_access_grant_limits";

/** True while the wallet is asked to sign the limits of a grant: a change of its own, which the idOS window did not show. */
export function signsLimits({ prompt }: Waiting): boolean {
  return prompt?.by === "wallet" && prompt.action === LIMITS;
}

/** The words for a wait. */
export function waitingWords(view: Waiting, { waiting }: Words): Message {
  const { job, prompt } = view;
  if (signsLimits(view)) return waiting.limits;
  if (prompt?.by === "wallet") {
    const { title, text } = waiting.wallet;
    return { title, text: prompt.for ? waiting.walletAsks[prompt.for] : text };
  }
  if (prompt) return waiting[prompt.by];
  const message = waiting.jobs[job.do];
  return job.do === "connect" && job.walletName ? { ...message, title: waiting.connecting(job.walletName) } : message;
}
