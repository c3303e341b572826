/** Typed events without a DOM. */

/** What {@link createEmitter} returns. */
export interface Emitter<E> {
  emit<K extends keyof E>(event: K, detail: E[K]): void;
  /** @returns how to stop */
  on<K extends keyof E>(event: K, listener: (detail: E[K]) => void): () => void;
}

/** An emitter; listeners are called in the order in which they came, and one that throws does not keep the others from it. */
export function createEmitter<E>(): Emitter<E> {
  const listeners: { [K in keyof E]?: Set<(detail: E[K]) => void> } = {};
  return {
    emit(event, detail) {
      for (const listener of [...(listeners[event] ?? [])]) {
        try {
          listener(detail);
        } catch (error) {
          reportError(error);
        }
      }
    },
    on(event, listener) {
      const mine = (listeners[event] ??= new Set());
      mine.add(listener);
      return () => void mine.delete(listener);
    },
  };
}
