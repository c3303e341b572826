/** An identity check that runs elsewhere: followed from its start, over a reload, to its end. */
import type { Check } from "../../host-sdk/index.ts";
import type { Step } from "./effects.ts";
import type { Failure } from "./failure.ts";
import { activeGoal, advance, isRunning, settle, step, andThen } from "./flow.ts";
import type { IsleState } from "./state.ts";

/** The backend took the write grant: from now on its check is followed. */
export function acceptCheck(state: IsleState, check: Check): Step {
  const userId = state.session.profile?.userId ?? "";
  return step(
    { ...state, tracked: { id: check.id, userId, check, readAt: undefined, trouble: undefined } },
    { effect: "remember", check: check.id, userId },
    { effect: "announce", news: { kind: "check", check } },
    { effect: "watch", check: check.id },
  );
}

/** A check from before a reload. */
export function recallCheck(state: IsleState, id: string, userId: string): Step {
  const { profile } = state.session;
  if (state.tracked || (profile && profile.userId !== userId)) return step(state);
  return step(
    { ...state, tracked: { id, userId, check: undefined, readAt: undefined, trouble: undefined } },
    { effect: "watch", check: id },
  );
}

/** Its status was read. */
export function readCheck(state: IsleState, check: Check, at: number): Step {
  const { tracked } = state;
  if (tracked?.id !== check.id) return step(state);
  const next = { ...state, tracked: { ...tracked, check, readAt: at, trouble: undefined } };
  const news =
    tracked.check?.status === check.status
      ? step(next)
      : step(next, { effect: "announce", news: { kind: "check", check } });
  const awaited = state.view.name === "verification" && activeGoal(state)?.kind === "verify";
  const settled = awaited ? andThen(news, (s) => settle(s, { kind: "check", check })) : news;
  return isRunning(next.tracked) ? settled : andThen(settled, (s) => step(s, { effect: "unwatch" }));
}

/** Its status could not be read; a check that the backend does not know is let go. */
export function missCheck(state: IsleState, id: string, failure: Failure, at: number): Step {
  const { tracked } = state;
  if (tracked?.id !== id) return step(state);
  if (failure.code !== "NOT_FOUND") return step({ ...state, tracked: { ...tracked, readAt: at, trouble: failure } });
  const dropped = dropCheck(state);
  return state.view.name === "verification" ? andThen(dropped, advance) : dropped;
}

/** The check is over and the person has seen how it ended. */
export function dropCheck(state: IsleState): Step {
  return step({ ...state, tracked: undefined }, { effect: "unwatch" }, { effect: "forget" });
}

/** Another person's check stays in this browser's memory, out of sight; one's own comes back. */
export function dropForeignCheck(state: IsleState): Step {
  const { tracked } = state;
  const { profile } = state.session;
  if (!profile) return step(state);
  if (!tracked) return step(state, { effect: "recall" });
  return tracked.userId === profile.userId
    ? step(state)
    : step({ ...state, tracked: undefined }, { effect: "unwatch" });
}
