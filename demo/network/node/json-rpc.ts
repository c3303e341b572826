/** JSON-RPC 2.0 over the methods: envelopes, batches, errors. Bodies are never logged. */
import { fromUtf8 } from "../../../enclave/crypto/bytes.ts";
import { isIdosError } from "../../../enclave/protocol/errors.ts";
import type { Method, Request } from "./methods.ts";
import { RPC, RpcError } from "./rpc-errors.ts";

/** Deepest nesting of a request: a batch around the deepest method's parameters has 6. */
const DEPTH = 12;
/** Most commas and brackets of a request. Payloads are base64, so a request of any size has few. */
const PARTS = 20_000;
/** Most requests in a batch. */
const BATCH = 50;

type Id = string | number | null;
/** An answer. */
export type Answer = { jsonrpc: "2.0"; id: Id; result: unknown } | { jsonrpc: "2.0"; id: Id; error: AnswerError };
interface AnswerError {
  code: number;
  message: string;
  data?: Record<string, string | number>;
}

/** An error answer. */
export function failed(id: Id, { code, message, data }: RpcError): Answer {
  return { jsonrpc: "2.0", id, error: { code, message, ...(data && { data }) } };
}

/** True if a value is nested deeper than allowed. Level by level, so that a deep one costs no stack. */
function tooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length; depth++) {
    if (depth > DEPTH) return true;
    level = level.flatMap((item) => (typeof item === "object" && item !== null ? Object.values(item) : []));
  }
  return false;
}

/** True for a body whose objects would cost much more memory than its bytes. Runs before it is parsed. */
function tooManyParts(body: Uint8Array): boolean {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  let parts = 0;
  for (const mark of [0x2c, 0x5b, 0x7b])
    // , [ {
    for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, at + 1)) if (++parts > PARTS) return true;
  return false;
}

async function answerOne(methods: ReadonlyMap<string, Method>, given: unknown, request: Request): Promise<Answer> {
  const call: { jsonrpc?: unknown; id?: unknown; method?: unknown; params?: unknown } =
    typeof given === "object" && given !== null ? given : {};
  const id = typeof call.id === "string" || typeof call.id === "number" ? call.id : null;
  try {
    if (call.jsonrpc !== "2.0" || typeof call.method !== "string")
      throw new RpcError(RPC.INVALID_REQUEST, "not a JSON-RPC 2.0 request");
    const method = methods.get(call.method);
    if (!method) throw new RpcError(RPC.UNKNOWN_METHOD, "no such method");
    return { jsonrpc: "2.0", id, result: await method(call.params ?? {}, request) };
  } catch (error) {
    if (error instanceof RpcError) return failed(id, error);
    if (isIdosError(error, "INVALID_ARGUMENT")) return failed(id, new RpcError(RPC.INVALID_PARAMS, error.message));
    // Name and code only: the message of a database error can hold values.
    const { name, code } =
      error instanceof Error ? (error as NodeJS.ErrnoException) : { name: "error", code: undefined };
    console.error(`storage node: ${String(call.method)} failed: ${name} ${code ?? ""}`.trimEnd());
    return failed(id, new RpcError(RPC.INTERNAL, "internal error"));
  }
}

/** Answers a request body. Nothing in it makes this throw. */
export async function answer(
  methods: ReadonlyMap<string, Method>,
  body: Uint8Array,
  request: Request,
): Promise<Answer | Answer[]> {
  if (tooManyParts(body)) return failed(null, new RpcError(RPC.INVALID_REQUEST, "too many parts"));
  let parsed: unknown;
  try {
    parsed = JSON.parse(fromUtf8(body));
  } catch {
    return failed(null, new RpcError(RPC.PARSE, "not JSON"));
  }
  if (tooDeep(parsed)) return failed(null, new RpcError(RPC.INVALID_REQUEST, "nested too deeply"));
  if (!Array.isArray(parsed)) return answerOne(methods, parsed, request);
  if (!parsed.length || parsed.length > BATCH)
    return failed(null, new RpcError(RPC.INVALID_REQUEST, `a batch has 1 to ${BATCH} requests`));
  const answers: Answer[] = [];
  for (const one of parsed) answers.push(await answerOne(methods, one, request));
  return answers;
}
