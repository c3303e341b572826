/** The pill in one or two words. */
import { isRunning } from "./machine/flow.ts";
import type { IsleState } from "./machine/state.ts";

/** What the pill says, and the colour of its dot. */
export interface PillWords {
  words: string;
  mood: "idle" | "accent" | "good" | "warning" | "bad";
}

/** The words for a state. */
export function pillWords({ view, session, tracked }: IsleState): PillWords {
  if (view.name === "failed") return { words: "Needs attention", mood: "bad" };
  if (view.name === "waiting") {
    const forPerson = view.prompt && view.prompt.by !== "nodes";
    return forPerson ? { words: "Waiting for you", mood: "warning" } : { words: "Working…", mood: "accent" };
  }
  if (isRunning(tracked)) return { words: "Verification under way", mood: "warning" };
  if (tracked) return { words: "Verification ended", mood: "accent" };
  if (!session.wallet) return { words: "Not connected", mood: "idle" };
  if (!session.profile) return { words: "No profile yet", mood: "idle" };
  return { words: session.key === "unlocked" ? "Unlocked" : "Connected", mood: "good" };
}
