/** What follows from a job: its result, its failure, Cancel, Try again, Back. */
import type { Step } from "./effects.ts";
import { cancelled, type Failure } from "./failure.ts";
import { activeGoal, advance, fail, goBack, home, isRunning, settle, show, start, step, andThen } from "./flow.ts";
import type { Job, JobResult } from "./jobs.ts";
import type { Failed, IsleState, Waiting } from "./state.ts";
import { acceptCheck, dropForeignCheck } from "./checks.ts";

/** The job that the machine waits for brought its result. */
export function finish(state: IsleState, waiting: Waiting, result: JobResult): Step {
  const { back, job } = waiting;
  switch (result.of) {
    case "connect":
      return advance(state);
    case "check-profile":
      return andThen(dropForeignCheck({ ...state, backend: result.backend ?? state.backend }), advance);
    case "join":
      return andThen(dropForeignCheck(state), advance);
    case "load":
      return goBack({ ...state, holdings: result.holdings, backend: result.holdings.backend ?? state.backend }, back);
    case "describe":
      return show({ ...state, backend: result.backend }, { name: "providers", why: "chosen" });
    case "find": {
      const next = { ...state, backend: result.backend };
      if (result.found.length > 0) return show(next, { name: "request", found: result.found });
      return show(next, isRunning(next.tracked) ? { name: "verification" } : { name: "providers", why: "none-found" });
    }
    case "prepare":
      return show({ ...state, backend: result.backend }, { name: "write-grant", draft: result.draft });
    case "submit": {
      const accepted = acceptCheck(state, result.check);
      const settled =
        activeGoal(state)?.kind === "verify"
          ? andThen(accepted, (next) => settle(next, { kind: "check", check: result.check }))
          : accepted;
      return andThen(settled, (next) => show(next, { name: "verification" }));
    }
    case "grant": {
      const goal = activeGoal(state);
      if (goal?.kind !== "request") return advance(state);
      const { receipt } = result;
      const told = step(state, { effect: "announce", news: { kind: "granted", receipt } });
      return andThen(
        andThen(told, (next) => settle(next, { kind: "granted", receipt })),
        (next) => show({ ...next, holdings: undefined }, { name: "receipt", receipt, request: goal.request }),
      );
    }
    case "revoke": {
      const told =
        job.do === "revoke"
          ? step(state, { effect: "announce", news: { kind: "revoked", grantId: job.grant.id } })
          : step(state);
      return andThen(told, (next) => (activeGoal(next) ? advance(next) : home(next, "permissions")));
    }
    case "remove":
      return activeGoal(state) ? advance(state) : home(state);
    case "view":
    case "lock":
    case "manage":
      return goBack(state, back);
    case "disconnect":
      return andThen(step({ ...state, holdings: undefined, tracked: undefined }, { effect: "unwatch" }), advance);
  }
}

/** The job failed. */
export function fallOver(state: IsleState, { job, back }: Waiting, failure: Failure): Step {
  if (job.do === "grant" && failure.code === "NO_MATCH") return show(state, { name: "providers", why: "none-matches" });
  return step({ ...state, view: { name: "failed", job, failure, back } });
}

/** The person stops a job. */
export function cancel(state: IsleState, { job, back, task }: Waiting): Step {
  return andThen(step(state, { effect: "stop", task }), (next) =>
    servesGoal(next, job) ? andThen(fail(next, cancelled()), advance) : goBack(next, back),
  );
}

/** True for a key that was not made because there may be one: the profile is looked for anew. */
export function hasKeyAlready({ job, failure }: Failed): boolean {
  return job.do === "join" && failure.code === "NETWORK_CONFLICT";
}

/** The person leaves a failure. */
export function leave(state: IsleState, failed: Failed): Step {
  if (hasKeyAlready(failed)) return start(state, { do: "check-profile" }, { name: "connect" });
  return endsGoal(state, failed) ? andThen(fail(state, failed.failure), advance) : goBack(state, failed.back);
}

/** The same job again. */
export function retry(state: IsleState, { job, back }: Failed): Step {
  return start(state, job, back);
}

/** True if leaving this failure ends what the page asked for. */
export function endsGoal(state: IsleState, { job }: Failed): boolean {
  return servesGoal(state, job) || (job.do === "grant" && activeGoal(state)?.kind === "request");
}

/** True for a job that has no view of its own to go back to: stopping it stops the goal. */
function servesGoal(state: IsleState, job: Job): boolean {
  const kind = activeGoal(state)?.kind;
  return (job.do === "find" && kind === "request") || (job.do === "describe" && kind === "verify");
}
