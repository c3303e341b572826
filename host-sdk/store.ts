/** A readable snapshot with subscribers, and events. */

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
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What {@link createEmitter} returns. */
export interface Emitter<E> {
  emit<K extends keyof E>(event: K, detail: E[K]): void;
  on<K extends keyof E>(event: K, listener: (detail: E[K]) => void): () => void;
}

/** Typed events. */
export function createEmitter<E>(): Emitter<E> {
  const listeners: { [K in keyof E]?: Set<(detail: E[K]) => void> } = {};
  return {
    emit(event, detail) {
      for (const listener of [...(listeners[event] ?? [])]) listener(detail);
    },
    on(event, listener) {
      const mine = (listeners[event] ??= new Set());
      mine.add(listener);
      return () => mine.delete(listener);
    },
  };
}
