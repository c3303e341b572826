/**
 * Finds the texts of the errors that a source file can raise: of every `new IdosError(code, text)`, and of every
 * `{ code, message }` and `[code, message]`, as far as they stand in that file. What is only known at run time stays as `${expression}`.
 */
import { parseAst } from "vite";
import { isCode } from "../../../enclave/protocol/errors.ts";

/** An error that can be raised. */
export interface RaisedError {
  /** The code, or `${expression}`. */
  code: string;
  text: string;
}

interface Node {
  type: string;
  start: number;
  end: number;
  [member: string]: unknown;
}

/** A function, by the name that it is called by in its file. */
interface NamedFunction {
  name: string;
  params: Node[];
  exported: boolean;
}

/** Something in the tree, with the functions around it, outermost first. */
interface Placed {
  node: Node;
  around: Node[];
}

/** More ways to fill one text in than this are not told apart. */
const MOST = 20;

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";
const isFunction = ({ type }: Node): boolean =>
  type === "ArrowFunctionExpression" || type === "FunctionExpression" || type === "FunctionDeclaration";
const nameOf = (node: unknown): string | undefined =>
  isNode(node) && node.type === "Identifier" ? (node["name"] as string) : undefined;
const bare = (node: Node): Node =>
  ["TSAsExpression", "TSNonNullExpression", "TSSatisfiesExpression", "ParenthesizedExpression"].includes(node.type)
    ? bare(node["expression"] as Node)
    : node;

/** True for what adds up to text: numbers are added otherwise. */
function isText(given: Node): boolean {
  const node = bare(given);
  if (node.type === "BinaryExpression") return isText(node["left"] as Node) || isText(node["right"] as Node);
  return node.type === "TemplateLiteral" || (node.type === "Literal" && typeof node["value"] === "string");
}

/** What a file declares and calls. */
function survey(tree: Node) {
  const functions = new Map<Node, NamedFunction>();
  const constants: (Placed & { name: string })[] = [];
  const calls: { name: string; args: Node[]; around: Node[] }[] = [];
  const raised: Placed[] = [];
  const tables: { code: Node; message: Node; around: Node[] }[] = [];
  const named = (node: Node, name: string | undefined, exported: boolean): void => {
    if (name !== undefined) functions.set(node, { name, params: node["params"] as Node[], exported });
  };
  function walk(node: Node, around: Node[], exported: boolean): void {
    const name = nameOf(node["id"]);
    if (node.type === "FunctionDeclaration") named(node, name, exported);
    if (node.type === "VariableDeclarator" && isNode(node["init"]) && name !== undefined) {
      const init = bare(node["init"]);
      if (isFunction(init)) named(init, name, exported);
      else constants.push({ name, node: init, around });
    }
    if (node.type === "CallExpression" && nameOf(node["callee"]) !== undefined)
      calls.push({ name: nameOf(node["callee"]) as string, args: node["arguments"] as Node[], around });
    if (node.type === "NewExpression" && nameOf(node["callee"]) === "IdosError") raised.push({ node, around });
    if (node.type === "ObjectExpression") {
      const member = (key: string) =>
        (node["properties"] as Node[]).find((property) => nameOf(property["key"]) === key)?.["value"];
      const [code, message] = [member("code"), member("message")];
      if (isNode(code) && isNode(message) && isCode(code["value"])) tables.push({ code, message, around });
    }
    if (node.type === "ArrayExpression") {
      const [code, message, ...more] = node["elements"] as unknown[];
      if (isNode(code) && isNode(message) && !more.length && isCode(code["value"]) && isText(message))
        tables.push({ code, message, around });
    }
    const inner = isFunction(node) ? [...around, node] : around;
    const out = node.type.startsWith("Export") || (exported && node.type === "VariableDeclaration");
    for (const child of Object.values(node).flat()) if (isNode(child)) walk(child, inner, out);
  }
  walk(tree, [], false);
  return { functions, constants, calls, raised, tables };
}

/** A function that is called, with what it is called with. */
interface Call {
  within: Node;
  args: readonly Node[];
  around: Node[];
}

/** All errors of a TypeScript source, each once, in their order. */
export function raisedErrors(source: string): RaisedError[] {
  const { functions, constants, calls, raised, tables } = survey(parseAst(source, { lang: "ts" }) as unknown as Node);
  const unknown = ({ start, end }: Node): string[] => [`\${${source.slice(start, end).replace(/\s+/g, " ")}}`];

  function callsOf(within: Node | undefined): Call[] {
    const known = within && functions.get(within);
    if (!known || known.exported) return [];
    return calls.filter(({ name }) => name === known.name).map(({ args, around }) => ({ within, args, around }));
  }

  /**
   * What a name stands for at a place: a constant's value, or what a function of this file alone is called with.
   * @param call the one call that is looked at, where it is known
   */
  function meanings(name: string, around: readonly Node[], call: Call | undefined): Placed[] {
    for (let depth = around.length; depth >= 0; depth--) {
      const here = constants.find(
        (one) =>
          one.name === name && one.around.length === depth && one.around.every((node, place) => node === around[place]),
      );
      if (here) return [here];
      const within = around[depth - 1];
      const at = within ? (within["params"] as Node[]).findIndex((param) => nameOf(param) === name) : -1;
      if (at < 0) continue;
      const made = call ? [call].filter((one) => one.within === within) : callsOf(within);
      return made.flatMap(({ args, around }) => (args[at] ? [{ node: args[at], around }] : []));
    }
    return [];
  }

  /** Every text that an expression can be. */
  function texts(node: Node, around: Node[], call: Call | undefined, seen: readonly Node[] = []): string[] {
    const of = (inner: unknown): string[] => texts(bare(inner as Node), around, call, [...seen, node]);
    switch (node.type) {
      case "Literal":
        return [String(node["value"])];
      case "TemplateLiteral": {
        const quasis = node["quasis"] as { value: { cooked: string } }[];
        const expressions = node["expressions"] as Node[];
        return quasis.reduce<string[]>(
          (heads, { value: { cooked } }, place) => {
            const expression = expressions[place];
            const filled = expression ? of(expression) : [""];
            const tails = heads.length * filled.length > MOST ? unknown(expression as Node) : filled;
            return heads.flatMap((head) => tails.map((tail) => head + cooked + tail));
          },
          [""],
        );
      }
      case "BinaryExpression":
        if (!isText(node)) return unknown(node);
        return of(node["left"]).flatMap((left) => of(node["right"]).map((right) => left + right));
      case "ConditionalExpression":
        return [...of(node["consequent"]), ...of(node["alternate"])];
      case "LogicalExpression":
        return [...of(node["left"]), ...of(node["right"])];
      case "Identifier": {
        const found = meanings(node["name"] as string, around, call);
        if (!found.length) return unknown(node);
        // What has no text of its own keeps the name that it has here.
        return [...new Set(found.flatMap((one) => textsOf(one, [...seen, node]) ?? unknown(node)))];
      }
      default:
        return unknown(node);
    }
  }
  /** As {@link texts}, of what a name stands for; undefined where that is no text either. */
  function textsOf({ node, around }: Placed, seen: readonly Node[]): string[] | undefined {
    const inner = bare(node);
    const written = isText(inner) || inner.type === "ConditionalExpression" || inner.type === "LogicalExpression";
    return written && !seen.includes(inner) ? texts(inner, around, undefined, seen) : undefined;
  }

  const all = raised.flatMap(({ node, around }): RaisedError[] => {
    const [code, text] = node["arguments"] as Node[];
    if (!code || !text) return [];
    const made = callsOf(around.at(-1));
    // What one call is made with belongs together.
    return (made.length ? made : [undefined]).flatMap((call) =>
      texts(bare(code), around, call).flatMap((code) =>
        texts(bare(text), around, call).map((text) => ({ code, text })),
      ),
    );
  });
  const listed = tables.flatMap(({ code, message, around }) =>
    texts(bare(code), around, undefined).flatMap((code) =>
      texts(bare(message), around, undefined).map((text) => ({ code, text })),
    ),
  );
  return [...new Map([...all, ...listed].map((error) => [`${error.code} ${error.text}`, error])).values()];
}
