/** Finds everything that a source file reaches for: imports of values and types, re-exports, dynamic imports, workers. */
import { parseAst } from "vite";

/** The part of a syntax tree that is looked at. */
interface Node {
  type: string;
  source?: unknown;
  arguments?: unknown[];
  callee?: unknown;
  value?: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";

const isModuleUrl = (node: unknown): boolean => {
  const { type, object, property } = (node ?? {}) as { type?: string; object?: Node; property?: { name?: string } };
  return type === "MemberExpression" && property?.name === "url" && object?.type === "MetaProperty";
};

/** What a node of the tree names, if it is one that imports. `null`: an import that cannot be read. */
function specifierOf(node: Node): string | null | undefined {
  const { type } = node;
  if (
    type === "ImportDeclaration" ||
    type === "ExportNamedDeclaration" ||
    type === "ExportAllDeclaration" ||
    type === "ImportExpression" ||
    type === "TSImportType"
  ) {
    // An export of names of its own has no source.
    const { source } = node;
    if (source === null || source === undefined) return undefined;
    const { value } = source as Node;
    return typeof value === "string" ? value : null;
  }
  // `new URL("./x.ts", import.meta.url)` is how bundlers are handed workers and files.
  if (
    type === "NewExpression" &&
    (node.callee as { name?: string }).name === "URL" &&
    isModuleUrl(node.arguments?.[1])
  ) {
    const value = (node.arguments?.[0] as Node | undefined)?.value;
    return typeof value === "string" && value.startsWith(".") ? value : undefined;
  }
  return undefined;
}

/**
 * All specifiers of a TypeScript source, in their order.
 * @returns `null` in the place of a dynamic import whose specifier is no plain string
 */
export function specifiersOf(source: string): (string | null)[] {
  const found: (string | null)[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(walk);
    if (!isNode(value)) return;
    const specifier = specifierOf(value);
    if (specifier !== undefined) found.push(specifier);
    Object.values(value).forEach(walk);
  };
  walk(parseAst(source, { lang: "ts" }));
  return found;
}
