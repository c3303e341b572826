/**
 * The values of a credential one by one, in document order. Lazy: a file can hold millions, and nobody reads them at
 * once. No limit hides any; what is too long for a label stands in a row of its own.
 */

/** A row of a list of values. */
export interface Row {
  /** Keys from the credential's top; places in lists count from 1. */
  path: string[];
  /** The label begins with this key; those before it stand in a row above. */
  from: number;
  /** `names`: no value, but the keys from `from` on, in full, of the rows that follow. */
  kind: "value" | "names";
  value: unknown;
}

/** Longest label, in characters and in keys: a deep or long one would be repeated with each of its values. */
const MAX_LABEL = 120;
const MAX_KEYS = 6;
/** Lists that are written in one row: few short items, of which none could be taken for two. */
const MAX_LIST = 20;
const MAX_ITEM = 200;

/** Nothing at all, a comma or a line break could be taken for another number of items. */
const isPlainItem = (item: unknown): boolean =>
  typeof item === "number" ||
  (typeof item === "string" && item.length <= MAX_ITEM && /\S/.test(item) && !/[,\n]/.test(item));
const isShortList = (value: object): boolean =>
  Array.isArray(value) && value.length <= MAX_LIST && value.every(isPlainItem);

/** True for what has values inside that are shown one by one. */
export function hasRows(value: unknown): value is object {
  if (typeof value !== "object" || value === null || isShortList(value)) return false;
  return Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0;
}

/** An object or list that is being walked through. */
interface Open {
  holder: object;
  /** Own keys; undefined for a list. */
  keys: string[] | undefined;
  length: number;
  next: number;
  from: number;
}

function begin(holder: object, from: number): Open {
  const keys = Array.isArray(holder) ? undefined : Object.keys(holder);
  return { holder, keys, length: keys?.length ?? (holder as unknown[]).length, next: 0, from };
}

/** The next entry. An own key named `__proto__` is data like any other: only own ones are asked for. */
function nextOf(open: Open): [key: string, value: unknown] {
  const at = open.next++;
  const key = open.keys?.[at];
  return key === undefined
    ? [String(at + 1), (open.holder as unknown[])[at]]
    : [key, (open.holder as Record<string, unknown>)[key]];
}

/**
 * @param root any JSON value
 * @param rootPath where it stands in the credential
 * @param from with which key labels begin
 */
export function* rowsIn(root: unknown, rootPath: readonly string[], from: number): Generator<Row> {
  const path = [...rootPath];
  const stack: Open[] = [];
  let at: { value: unknown; from: number } | undefined = { value: root, from };
  for (;;) {
    if (at) {
      const { value } = at;
      const inside = hasRows(value);
      const keys = path.length - at.from;
      const length = path.slice(at.from).reduce((sum, key) => sum + key.length + 3, 0);
      if (length > MAX_LABEL || (inside && keys >= MAX_KEYS)) {
        yield { path: [...path], from: at.from, kind: "names", value: undefined };
        at.from = path.length;
      }
      if (inside) stack.push(begin(value, at.from));
      else yield { path: [...path], from: at.from, kind: "value", value };
      if (!inside && stack.length) path.pop();
    }
    const open = stack.at(-1);
    if (!open) return;
    if (open.next === open.length) {
      stack.pop();
      at = undefined;
      if (stack.length) path.pop();
      continue;
    }
    const [key, value] = nextOf(open);
    path.push(key);
    at = { value, from: open.from };
  }
}

/** How many values {@link rowsIn} comes to, without making a row of any. */
export function countValues(root: unknown): number {
  let count = 0;
  const left = [root];
  while (left.length) {
    const value = left.pop();
    if (!hasRows(value)) count++;
    else for (const item of Object.values(value)) left.push(item);
  }
  return count;
}
