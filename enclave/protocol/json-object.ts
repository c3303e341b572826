/** JSON of others, as an object that can be cloned to where it is shown. */

/** Deeper ones cannot be cloned: one would take the others with it. */
const MAX_DEPTH = 100;

function isDeeper(value: unknown, than: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return than === 0 || Object.values(value).some((item) => isDeeper(item, than - 1));
}

/** The object that a text holds; undefined for anything else, and for one of more than a hundred levels. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) && !isDeeper(value, MAX_DEPTH)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
