/**
 * The Isle's state machine: events in, state and named effects out. Pure: it reads no clock, no storage and no
 * document, so every path of it is tested without them. `createIsle` carries its effects out.
 */
import { missCheck, readCheck, recallCheck } from "./machine/checks.ts";
import type { Step } from "./machine/effects.ts";
import type { IsleEvent } from "./machine/events.ts";
import type { Failure } from "./machine/failure.ts";
import { advance, goBack, show, step } from "./machine/flow.ts";
import { takeUp, withdraw } from "./machine/goals.ts";
import { act } from "./machine/person.ts";
import type { IsleState, Prompt, Waiting } from "./machine/state.ts";
import { fallOver, finish } from "./machine/tasks.ts";

/** What an event leads to. An event that does not belong to the state changes nothing. */
export function transition(state: IsleState, event: IsleEvent): Step {
  switch (event.type) {
    case "done": {
      if (event.task === state.viewing?.task) return step({ ...state, session: event.session, viewing: undefined });
      const waiting = waitingFor(state, event.task);
      return waiting ? finish({ ...state, session: event.session }, waiting, event.result) : step(state);
    }
    case "failed": {
      if (event.task === state.viewing?.task) return stopViewing(state, event);
      const waiting = waitingFor(state, event.task);
      return waiting ? fallOver({ ...state, session: event.session }, waiting, event.failure) : step(state);
    }
    case "asked":
      return takeUp(state, event.goal);
    case "withdrawn":
      return withdraw(state, event.goal);
    case "wallets-found":
      return step({ ...state, wallets: event.wallets });
    case "asking":
      return prompted(state, { by: "wallet", ...event.asking });
    case "enclave":
      return heard(state, event.event);
    case "session":
      return follow(state, event.session);
    case "check-remembered":
      return recallCheck(state, event.id, event.userId);
    case "check-read":
      return readCheck(state, event.check, event.at);
    case "check-unread":
      return missCheck(state, event.id, event.failure, event.at);
    default:
      return act(state, event);
  }
}

/** The view, if it waits for this task; the results of stopped tasks come too late and change nothing. */
function waitingFor({ view }: IsleState, task: number): Waiting | undefined {
  return view.name === "waiting" && view.task === task ? view : undefined;
}

/** How a view ends by what the person knows of: they closed it, or their key locked itself. */
const OWN_END: readonly Failure["code"][] = ["USER_CLOSED", "USER_REJECTED", "ABORTED", "LOCKED"];

/** The credential is shown no more. Why is said, unless the person knows it or has gone on to something else. */
function stopViewing(
  { viewing, ...state }: IsleState,
  { failure, session }: Extract<IsleEvent, { type: "failed" }>,
): Step {
  const next: IsleState = { ...state, session, viewing: undefined };
  const { view } = next;
  if (!viewing || view.name !== "home" || OWN_END.includes(failure.code)) return step(next);
  return step({ ...next, view: { name: "failed", job: viewing.job, failure, back: view } });
}

function prompted(state: IsleState, prompt: Prompt): Step {
  return state.view.name === "waiting" ? step({ ...state, view: { ...state.view, prompt } }) : step(state);
}

function heard(state: IsleState, event: Extract<IsleEvent, { type: "enclave" }>["event"]): Step {
  const { view } = state;
  if (view.name !== "waiting") return step(state);
  switch (event.type) {
    case "waiting":
      // What the wallet is asked for is known better from `asking`.
      if (event.for === "wallet") return view.prompt?.by === "wallet" ? step(state) : prompted(state, { by: "wallet" });
      // Unlocked, there is nothing left to do but to look: the person may choose another one here meanwhile.
      if (event.for === "window" && view.job.do === "view" && state.session.key === "unlocked")
        return goBack({ ...state, viewing: view }, view.back);
      return prompted(state, { by: event.for });
    case "degraded":
      return step({ ...state, view: { ...view, degraded: event.nodes } });
    case "unlocked":
      // Whom it waited for has answered; what follows names its own.
      return step({ ...state, view: { ...view, prompt: undefined } });
    default:
      return step(state);
  }
}

/** The SDK's snapshot changed, perhaps because the wallet changed account or went away. */
function follow(state: IsleState, session: IsleState["session"]): Step {
  const next = { ...state, session };
  const before = state.session.wallet?.address;
  const after = session.wallet?.address;
  const { view } = state;
  if (view.name === "waiting") return step(next);
  // The page shares its Idos and went on by hand.
  const onward =
    (view.name === "connect" && before === undefined) ||
    ((view.name === "welcome" || view.name === "create-key") && session.profile);
  if (after !== undefined && onward) return advance(next);
  if (before === after || before === undefined) return step(next);
  const bare = { ...next, holdings: undefined };
  if (after !== undefined) return advance(bare);
  return show(bare, { name: "connect", notice: "wallet-changed" });
}
