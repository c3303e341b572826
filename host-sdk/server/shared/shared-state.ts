/**
 * State that everything in this process shares, also copies of this module: frameworks evaluate a module more than
 * once, and hot reload leaves the earlier one at work.
 */

/** What is kept under a name for the whole process. */
export function processWide<T>(name: string, create: () => T): T {
  const key = Symbol.for(`idos-isle/server ${name} v1`);
  const globals = globalThis as { [key: symbol]: T | undefined };
  return (globals[key] ??= create());
}

/** What is kept under a name for an object, such as a store, for as long as that lives. */
export function sharedBy<T>(object: object, name: string, create: () => T): T {
  const all = processWide(`by object: ${name}`, () => new WeakMap<object, T>());
  const found = all.get(object) ?? create();
  all.set(object, found);
  return found;
}
