/** Listeners of a dApp: whatever one of them does, the others hear, and the work that they are told about goes on. */

/** Calls each in the order in which they came; what one throws is reported as an uncaught error, where developers look. */
export function callEach<A extends unknown[]>(listeners: Iterable<(...args: A) => void>, ...args: A): void {
  // One may take itself or another away meanwhile.
  for (const listener of [...listeners]) {
    try {
      listener(...args);
    } catch (error) {
      reportError(error);
    }
  }
}

/** What {@link createEmitter} returns. */
export interface Emitter<E> {
  emit<K extends keyof E>(event: K, detail: E[K]): void;
  /** @returns how to stop */
  on<K extends keyof E>(event: K, listener: (detail: E[K]) => void): () => void;
}

/** Typed events without a DOM. */
export function createEmitter<E>(): Emitter<E> {
  const listeners: { [K in keyof E]?: Set<(detail: E[K]) => void> } = {};
  return {
    emit: (event, detail) => callEach(listeners[event] ?? [], detail),
    on(event, listener) {
      const mine = (listeners[event] ??= new Set());
      mine.add(listener);
      return () => void mine.delete(listener);
    },
  };
}
