/** Call and execute payloads: a namespace, an action and its arguments. */
import { concat, fromUtf8, utf8 } from "../crypto/bytes.ts";
import { IdosError } from "../protocol/errors.ts";
import type { Action, Arguments, WireType } from "./actions.ts";
import { decodeValue, encodeValue, prefixed, Reader, u16le, type TypedValue } from "./values.ts";

const NAMESPACE = "main";

/** A decoded payload. `batches` has one entry for a call. */
export interface DecodedPayload {
  namespace: string;
  action: string;
  batches: TypedValue[][];
}

function encodeArguments<A extends Action>(action: A, args: Arguments<A>): Uint8Array[] {
  const values = args as Record<string, string | number | null>;
  return action.inputs.flatMap((spec) => {
    const [name = "", type] = spec.split(":") as [string, WireType];
    const value = values[name];
    if (value === undefined) throw new IdosError("INVALID_ARGUMENT", `${action.name}: ${name} is missing`);
    try {
      return prefixed(...encodeValue(type, value));
    } catch (error) {
      throw new IdosError(
        "INVALID_ARGUMENT",
        `${action.name}: ${name}: ${error instanceof Error ? error.message : "invalid"}`,
      );
    }
  });
}

const head = (action: Action): Uint8Array[] => [u16le(0), ...prefixed(utf8(NAMESPACE)), ...prefixed(utf8(action.name))];

/**
 * Payload of `user.call`.
 * @throws IdosError `INVALID_ARGUMENT` naming the argument
 */
export function encodeCall<A extends Action>(action: A, args: Arguments<A>): Uint8Array {
  return concat(...head(action), u16le(action.inputs.length), ...encodeArguments(action, args));
}

/**
 * Payload of a transaction with one batch of arguments.
 * @throws IdosError `INVALID_ARGUMENT` naming the argument
 */
export function encodeExecute<A extends Action>(action: A, args: Arguments<A>): Uint8Array {
  return concat(...head(action), u16le(1), u16le(action.inputs.length), ...encodeArguments(action, args));
}

function readHead(reader: Reader): { namespace: string; action: string } {
  if (reader.u16le() !== 0) throw new IdosError("INVALID_ARGUMENT", "payload: unknown version");
  return { namespace: fromUtf8(reader.prefixed(), "namespace"), action: fromUtf8(reader.prefixed(), "action") };
}

function readValues(reader: Reader): TypedValue[] {
  return Array.from({ length: reader.u16le() }, () => decodeValue(reader.prefixed()));
}

/** Reads the payload of `user.call`. @throws IdosError `INVALID_ARGUMENT` */
export function decodeCall(bytes: Uint8Array): DecodedPayload {
  const reader = new Reader(bytes);
  const decoded = { ...readHead(reader), batches: [readValues(reader)] };
  reader.end();
  return decoded;
}

/** Reads the payload of a transaction. @throws IdosError `INVALID_ARGUMENT` */
export function decodeExecute(bytes: Uint8Array): DecodedPayload {
  const reader = new Reader(bytes);
  const { namespace, action } = readHead(reader);
  const batches = Array.from({ length: reader.u16le() }, () => readValues(reader));
  reader.end();
  return { namespace, action, batches };
}
