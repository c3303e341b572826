/** What the page asks for: taken up, queued, given up. */
import type { Step } from "./effects.ts";
import { cancelled, declined, type Failure } from "./failure.ts";
import { activeGoal, advance, fail, goBack, show, start, step, andThen } from "./flow.ts";
import type { Goal, IsleState } from "./state.ts";
import { endsGoal } from "./tasks.ts";

/** The page asks for something. */
export function takeUp(state: IsleState, goal: Goal): Step {
  const { view } = state;
  const queued = { ...state, goals: [...state.goals, goal] };
  if (activeGoal(state)) {
    // A failure that nobody left is over when the page asks anew.
    return view.name === "failed" ? andThen(fail(queued, view.failure), advance) : step(queued);
  }
  if (goal.kind === "connect" && goal.wallet) {
    const stopped = view.name === "waiting" ? step(queued, { effect: "stop", task: view.task }) : step(queued);
    const { wallet } = goal;
    return andThen(stopped, (next) => start(next, { do: "connect", wallet }, { name: "connect" }));
  }
  switch (view.name) {
    case "waiting":
      return view.job.do === "load"
        ? andThen(step(queued, { effect: "stop", task: view.task }), advance)
        : step(queued);
    case "receipt":
    case "welcome":
    case "create-key":
      return step(queued);
    default:
      return advance(queued);
  }
}

/** The page no longer wants it. */
export function withdraw(state: IsleState, id: number): Step {
  if (activeGoal(state)?.id === id) return abandon(state, cancelled());
  const goals = state.goals.filter((goal) => goal.id !== id);
  if (goals.length === state.goals.length) return step(state);
  return step({ ...state, goals }, { effect: "settle", goal: id, outcome: { kind: "failed", failure: cancelled() } });
}

/** The person refuses the active goal. */
export function refuse(state: IsleState): Step {
  return abandon(state, cancelled());
}

/** The person declines to have a credential written. */
export function declineWriteGrant(state: IsleState): Step {
  const goal = activeGoal(state);
  if (goal?.kind === "request") return show(state, { name: "providers", why: "none-found" });
  return andThen(goal ? fail(state, declined()) : step(state), advance);
}

/** Ends the active goal; a job that served it is stopped. */
function abandon(state: IsleState, failure: Failure): Step {
  const { view } = state;
  const ended = fail(state, failure);
  if (view.name === "waiting") {
    const stopped = andThen(ended, (next) => step(next, { effect: "stop", task: view.task }));
    return andThen(stopped, (next) => (next.session.profile ? advance(next) : goBack(next, view.back)));
  }
  if (view.name === "failed" && !endsGoal(state, view)) return andThen(ended, (next) => goBack(next, view.back));
  if (!state.session.profile || view.name === "receipt") return ended;
  return andThen(ended, advance);
}
