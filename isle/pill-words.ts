/** The pill in one or two words. */
import { isRunning } from "./machine/flow.ts";
import type { IsleState } from "./machine/state.ts";
import type { ShellWords } from "./words/en/shell.ts";

/** What the pill says, and the colour of its dot. */
export interface PillWords {
  words: string;
  mood: "idle" | "accent" | "good" | "warning" | "bad";
}

/** The words for a state. */
export function pillWords({ view, session, tracked }: IsleState, { pill }: ShellWords): PillWords {
  if (view.name === "failed") return { words: pill.failed, mood: "bad" };
  if (view.name === "waiting") {
    const forPerson = view.prompt && view.prompt.by !== "nodes";
    return forPerson ? { words: pill.waiting, mood: "warning" } : { words: pill.working, mood: "accent" };
  }
  if (isRunning(tracked)) return { words: pill.verifying, mood: "warning" };
  if (tracked) return { words: pill.verified, mood: "accent" };
  if (!session.wallet) return { words: pill.notConnected, mood: "idle" };
  if (!session.profile) return { words: pill.noProfile, mood: "idle" };
  return { words: session.key === "unlocked" ? pill.unlocked : pill.connected, mood: "good" };
}
