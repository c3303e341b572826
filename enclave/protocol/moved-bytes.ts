/**
 * Bytes in a message are moved, not copied: the sender loses them. Each must fill its buffer, since a view carries its
 * whole buffer along.
 */

function collect(values: readonly unknown[], found: Set<ArrayBuffer>): void {
  for (const value of values)
    if (value instanceof Uint8Array && value.buffer instanceof ArrayBuffer) found.add(value.buffer);
}

/** The buffers of what a call or an answer holds: of its own fields, and of the `content` of each of its `candidates`. */
export function movedBuffers(message: unknown): ArrayBuffer[] {
  if (typeof message !== "object" || message === null) return [];
  // Each once: a buffer that is twice in the list is refused.
  const found = new Set<ArrayBuffer>();
  collect(Object.values(message), found);
  const { candidates } = message as { candidates?: unknown };
  if (Array.isArray(candidates))
    collect(
      candidates.map((one: { content?: unknown } | null) => one?.content),
      found,
    );
  return [...found];
}
