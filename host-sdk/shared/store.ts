/** A readable snapshot with subscribers. */
import { callEach } from "../../enclave/protocol/listeners.ts";

/** What {@link createStore} returns. */
export interface Store<S> {
  /** A new object whenever something changed. */
  readonly state: S;
  set(patch: Partial<S>): void;
  subscribe(listener: () => void): () => void;
}

/** A store; setting what is already there tells nobody. */
export function createStore<S extends object>(initial: S): Store<S> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get state() {
      return state;
    },
    set(patch) {
      const keys = Object.keys(patch) as (keyof S)[];
      if (keys.every((key) => Object.is(patch[key], state[key]))) return;
      state = { ...state, ...patch };
      callEach(listeners);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
