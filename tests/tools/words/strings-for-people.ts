/**
 * Finds what a source file says to people: text in templates of markup, what fills them, properties that are shown, and
 * strings that read like sentences. What is said to developers is none of it: errors, the console, comments, types.
 */
import { parseAst } from "vite";
import { templateParts } from "./template-parts.ts";

/** A string for people. */
export interface Spoken {
  line: number;
  text: string;
}

interface Node {
  type: string;
  start: number;
  [key: string]: unknown;
}

const MARKUP: ReadonlySet<unknown> = new Set(["html", "svg"]);
/** Properties, of objects and of elements, whose value is shown or read out. */
const SHOWN: ReadonlySet<unknown> = new Set([
  "alt",
  "ariaDescription",
  "ariaLabel",
  "gist",
  "heading",
  "hint",
  "innerText",
  "label",
  "placeholder",
  "step",
  "textContent",
  "title",
  "what",
]);

const LETTER = /\p{L}/u;
/** Two words or more: the first begins with a capital letter, or the last ends a sentence. Capitals alone are codes. */
const SENTENCE = /^(?=.*\p{Ll})(?:["“(]?\p{Lu}\S*\s+\S*\p{L}|.*\p{L}\S*\s(?:.*\s)?\S*\p{L}\S*[.!?…]$)/su;

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";
const nodesOf = (value: unknown): Node[] => (Array.isArray(value) ? value.filter(isNode) : []);
const nameOf = (node: unknown): unknown =>
  isNode(node)
    ? node.type === "MemberExpression"
      ? nameOf(node["property"])
      : (node["name"] ?? node["value"])
    : undefined;
const cookedOf = (quasi: Node): string => (quasi["value"] as { cooked?: string | null }).cooked ?? "";

/** A string, with `…` in the place of what is inserted; undefined for any other expression. */
function textOf(node: Node): string | undefined {
  if (node.type === "Literal") return typeof node["value"] === "string" ? node["value"] : undefined;
  if (node.type !== "TemplateLiteral") return undefined;
  return nodesOf(node["quasis"]).map(cookedOf).join("…");
}

/** What an expression can come to: its branches, the parts of a sum, what a list is mapped to. */
function* outcomes(node: unknown): Generator<Node> {
  if (!isNode(node)) return;
  switch (node.type) {
    case "ConditionalExpression":
      yield* outcomes(node["consequent"]);
      return yield* outcomes(node["alternate"]);
    case "LogicalExpression":
      if (node["operator"] !== "&&") yield* outcomes(node["left"]);
      return yield* outcomes(node["right"]);
    case "BinaryExpression":
      if (node["operator"] !== "+") return;
      yield* outcomes(node["left"]);
      return yield* outcomes(node["right"]);
    case "ParenthesizedExpression":
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
      return yield* outcomes(node["expression"]);
    case "ArrayExpression":
      for (const element of nodesOf(node["elements"])) yield* outcomes(element);
      return;
    case "ArrowFunctionExpression":
      return yield* outcomes(node["body"]);
    case "CallExpression":
      if (nameOf(node["callee"]) === "map") yield* outcomes(nodesOf(node["arguments"])[0]);
      return;
    case "TemplateLiteral":
      yield node;
      for (const inner of nodesOf(node["expressions"])) yield* outcomes(inner);
      return;
    default:
      yield node;
  }
}

/** True for what is never shown to people, with all that is in it. */
function isForDevelopers(node: Node): boolean {
  const { type } = node;
  if (type === "NewExpression") return /Error$|^DOMException$/.test(String(nameOf(node["callee"])));
  if (type === "CallExpression") return nameOf((node["callee"] as Node)["object"]) === "console";
  if (type === "TaggedTemplateExpression") return nameOf(node["tag"]) === "css";
  if (type === "BinaryExpression") return /^[!=]==$/.test(String(node["operator"]));
  return type === "ImportDeclaration" || type === "ImportExpression" || /^TS(?!.*Expression$)/.test(type);
}

/** All strings for people in a TypeScript source, in their order. */
export function stringsForPeople(source: string): Spoken[] {
  const found = new Map<string, { at: number; text: string }>();
  const say = (at: number, text: string): void => void found.set(`${at} ${text}`, { at, text });
  const sayOutcomes = (node: unknown): void => {
    for (const outcome of outcomes(node)) {
      const text = textOf(outcome);
      if (text !== undefined && LETTER.test(text)) say(outcome.start, text);
    }
  };

  const walk = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(walk);
    if (!isNode(value) || isForDevelopers(value)) return;
    const text = textOf(value);
    if (text !== undefined && SENTENCE.test(text)) say(value.start, text);
    if (value.type === "TaggedTemplateExpression" && MARKUP.has(nameOf(value["tag"]))) {
      const { quasis, expressions } = value["quasi"] as Node;
      const strings = nodesOf(quasis);
      const { spoken, holes } = templateParts(strings.map(cookedOf));
      for (const { string, end, text: shown } of spoken) say((strings[string] as Node).start + end, shown);
      for (const [index, expression] of nodesOf(expressions).entries()) if (holes[index]) sayOutcomes(expression);
      return walk(expressions);
    }
    if (value.type === "Property" && SHOWN.has(nameOf(value["key"]))) sayOutcomes(value["value"]);
    if (value.type === "AssignmentExpression" && SHOWN.has(nameOf(value["left"]))) sayOutcomes(value["right"]);
    Object.values(value).forEach(walk);
  };
  walk(parseAst(source, { lang: "ts" }));
  return [...found.values()]
    .sort((a, b) => a.at - b.at)
    .map(({ at, text }) => ({
      line: source.slice(0, at).split("\n").length,
      text: text.replace(/\s+/g, " ").trim(),
    }));
}
