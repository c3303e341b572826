/** What the person does on a view. What does not belong to the view is ignored. */
import { dropCheck } from "./checks.ts";
import type { Step } from "./effects.ts";
import type { PersonEvent } from "./events.ts";
import { activeGoal, advance, goBack, home, isRunning, show, start, step, andThen } from "./flow.ts";
import { declineWriteGrant, refuse } from "./goals.ts";
import type { IsleState } from "./state.ts";
import { cancel, leave, retry } from "./tasks.ts";

/** The move that a person's event leads to. */
export function act(state: IsleState, event: PersonEvent): Step {
  const { view } = state;
  if (event.type === "refuse") return activeGoal(state) ? refuse(state) : step(state);
  switch (view.name) {
    case "starting":
      if (event.type === "opened") return state.tracked ? show(state, { name: "verification" }) : advance(state);
      break;
    case "connect":
      if (event.type === "look-again") return step({ ...state, wallets: undefined }, { effect: "discover" });
      if (event.type === "wallet-chosen") {
        const { provider, name } = event.wallet;
        return start(state, { do: "connect", wallet: provider, walletName: name }, view);
      }
      break;
    case "welcome":
      if (event.type === "create") return show(state, { name: "create-key" });
      if (event.type === "disconnect") return start(state, { do: "disconnect" }, view);
      break;
    case "create-key":
      if (event.type === "key-chosen") return start(state, { do: "join", store: event.store }, view);
      if (event.type === "back") return show(state, { name: "welcome" });
      break;
    case "home":
      return actAtHome(state, event);
    case "providers":
      if (event.type === "provider-chosen") return start(state, { do: "prepare" }, view);
      if (event.type === "look-again") return advance(state);
      if (event.type === "show-verification" && state.tracked) return show(state, { name: "verification" });
      if (event.type === "back" && !activeGoal(state)) return home(state);
      break;
    case "write-grant":
      if (event.type === "approve") return start(state, { do: "submit", draft: view.draft }, view);
      if (event.type === "decline") return declineWriteGrant(state);
      break;
    case "verification":
      return actOnVerification(state, event);
    case "request": {
      const goal = activeGoal(state);
      if (event.type === "approve" && goal?.kind === "request") {
        const { issuers: _, level: __, ...request } = goal.request;
        return start(state, { do: "grant", found: view.found, request }, view);
      }
      break;
    }
    case "receipt":
      if (event.type === "continue") return advance(state);
      break;
    case "delete":
      if (event.type === "confirm")
        return start(state, { do: "remove", credential: view.credential }, { name: "home", tab: "credentials" });
      if (event.type === "back") return goBack(state, { name: "home", tab: "credentials" });
      break;
    case "revoke":
      if (event.type === "confirm")
        return start(state, { do: "revoke", grant: view.grant }, { name: "home", tab: "permissions" });
      if (event.type === "back") return goBack(state, { name: "home", tab: "permissions" });
      break;
    case "waiting":
      if (event.type === "cancel") return cancel(state, view);
      break;
    case "failed":
      if (event.type === "retry") return retry(state, view);
      if (event.type === "back") return leave(state, view);
      break;
  }
  return step(state);
}

function actAtHome(state: IsleState, event: PersonEvent): Step {
  const { view } = state;
  if (view.name !== "home") return step(state);
  switch (event.type) {
    case "tab":
      return show(state, { ...view, tab: event.tab });
    case "reload":
      return home(state, view.tab);
    case "get-verified":
      return start(state, { do: "describe" }, view);
    case "show-verification":
      return state.tracked ? show(state, { name: "verification" }) : step(state);
    case "view":
      return start(state, { do: "view", credential: event.credential }, view);
    case "delete":
      return show(state, { name: "delete", credential: event.credential });
    case "revoke":
      return show(state, { name: "revoke", grant: event.grant });
    case "lock":
      return start(state, { do: "lock" }, view);
    case "manage":
      return start(state, { do: "manage" }, view);
    case "disconnect":
      return start(state, { do: "disconnect" }, view);
    default:
      return step(state);
  }
}

function actOnVerification(state: IsleState, event: PersonEvent): Step {
  const { tracked } = state;
  if (!tracked) return advance(state);
  switch (event.type) {
    case "check-now":
      return isRunning(tracked) ? step(state, { effect: "watch", check: tracked.id }) : step(state);
    case "continue":
      return isRunning(tracked) ? step(state) : andThen(dropCheck(state), advance);
    case "get-verified":
      // Again, after it was rejected or failed.
      if (isRunning(tracked)) return step(state);
      return andThen(dropCheck(state), (next) =>
        next.session.profile ? start(next, { do: "describe" }, { name: "home", tab: "credentials" }) : advance(next),
      );
    case "back":
      return activeGoal(state) ? step(state) : advance(state);
    default:
      return step(state);
  }
}
