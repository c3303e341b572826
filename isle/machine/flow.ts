/** The moves that all parts of the machine share: show a view, start a job, end a goal, go where the goals lead. */
import type { Effect, Outcome, Step } from "./effects.ts";
import type { Failure } from "./failure.ts";
import type { Job } from "./jobs.ts";
import type { Goal, IsleState, Resting, TrackedCheck, View } from "./state.ts";

/** A step with these effects. */
export function step(state: IsleState, ...effects: Effect[]): Step {
  return { state, effects };
}

/** The second move after the first, with the effects of both. */
export function andThen(first: Step, next: (state: IsleState) => Step): Step {
  const second = next(first.state);
  return { state: second.state, effects: [...first.effects, ...second.effects] };
}

/** Shows a view; what it needs is started. */
export function show(state: IsleState, view: View): Step {
  const shown = { ...state, view };
  if (view.name === "connect") return step(shown, { effect: "discover" });
  if (view.name === "create-key" || view.name === "request") return step(shown, { effect: "warm" });
  return step(shown);
}

/** Starts a job and waits for it. */
export function start(state: IsleState, job: Job, back: Resting): Step {
  const task = state.tasks + 1;
  const view: View = { name: "waiting", task, job, prompt: undefined, degraded: [], back };
  return step({ ...state, tasks: task, view }, { effect: "run", task, job });
}

/** The goal that is served now. */
export function activeGoal(state: IsleState): Goal | undefined {
  return state.goals[0];
}

/** Ends the active goal, if there is one. */
export function settle(state: IsleState, outcome: Outcome): Step {
  const [goal, ...goals] = state.goals;
  return goal ? step({ ...state, goals }, { effect: "settle", goal: goal.id, outcome }) : step(state);
}

/** Ends the active goal with a failure. */
export function fail(state: IsleState, failure: Failure): Step {
  return settle(state, { kind: "failed", failure });
}

/** True while a check may still change. */
export function isRunning(tracked: TrackedCheck | undefined): tracked is TrackedCheck {
  return (
    tracked !== undefined &&
    (tracked.check === undefined || tracked.check.status === "open" || tracked.check.status === "pending")
  );
}

/** Goes to the next thing that stands between the person and the active goal; without a goal, to their data. */
export function advance(state: IsleState): Step {
  const goal = activeGoal(state);
  const { wallet, profile } = state.session;
  const connect: Resting = { name: "connect" };
  if (!wallet) {
    return goal?.kind === "connect" && goal.wallet
      ? start(state, { do: "connect", wallet: goal.wallet }, connect)
      : show(state, connect);
  }
  if (profile === undefined) return start(state, { do: "check-profile" }, connect);
  if (profile === null) return show(state, { name: "welcome" });
  if (!goal) return home(state);
  switch (goal.kind) {
    case "connect":
      return andThen(settle(state, { kind: "connected", userId: profile.userId }), advance);
    case "request": {
      const { issuers, level } = goal.request;
      return start(state, { do: "find", criteria: { issuers, level } }, { name: "home", tab: "credentials" });
    }
    case "verify":
      if (!isRunning(state.tracked)) return start(state, { do: "describe" }, { name: "home", tab: "credentials" });
      return andThen(
        state.tracked.check ? settle(state, { kind: "check", check: state.tracked.check }) : step(state),
        (next) => show(next, { name: "verification" }),
      );
  }
}

/** The person's data, read anew. */
export function home(state: IsleState, tab: "credentials" | "permissions" | "settings" = "credentials"): Step {
  return start(state, { do: "load" }, { name: "home", tab });
}

const WITHOUT_PROFILE: readonly View["name"][] = ["starting", "connect", "welcome", "create-key", "verification"];

/** Returns to an earlier view, unless the person is no longer signed in or a goal waits. */
export function goBack(state: IsleState, view: Resting): Step {
  const lost = !state.session.profile && !WITHOUT_PROFILE.includes(view.name);
  const served = view.name === "home" && activeGoal(state) !== undefined;
  return lost || served ? advance(state) : show(state, view);
}
