/** Arguments off the wire against the inputs that an action declares. */
import { isUuid } from "../../../enclave/crypto/uuid.ts";
import type { DecodedPayload } from "../../../enclave/kwil/payload.ts";
import type { TypedValue } from "../../../enclave/kwil/values.ts";
import { findDeclaration, NAMESPACE } from "./catalogue.ts";
import type { Declaration } from "./declaration.ts";
import type { Extension } from "./extensions.ts";
import { ActionFailure } from "./failures.ts";

/** Checked arguments, by input name. */
export type CheckedArguments = Readonly<Record<string, string | number | null>>;

/**
 * The declaration that a payload names.
 * @throws ActionFailure `NOT_FOUND` for another namespace, name or kind
 */
export function declarationOf(
  { namespace, action }: DecodedPayload,
  kind: Declaration["kind"],
  extensions: ReadonlySet<Extension>,
): Declaration {
  const declaration =
    namespace.toLowerCase() === NAMESPACE ? findDeclaration(action.toLowerCase(), extensions) : undefined;
  if (!declaration) throw new ActionFailure("NOT_FOUND", "no such action");
  if (declaration.kind === kind) return declaration;
  const way = kind === "view" ? "is not a view: send a transaction" : "is a view: call it";
  throw new ActionFailure("INVALID", `${declaration.action.name} ${way}`);
}

function convert(type: string, given: TypedValue): string | number | null {
  const { value } = given;
  if (value === null) return null;
  // kwil-js takes every text that looks like a UUID for one, and the other way round for typed text.
  if (type === "text" && (given.type === "text" || given.type === "uuid") && typeof value === "string") {
    if (value.includes("\0")) throw new ActionFailure("INVALID", "a text input holds a NUL character");
    return value;
  }
  if (type === "uuid" && typeof value === "string" && isUuid(value)) return value.toLowerCase();
  if (type === "int8" && given.type === "int8" && typeof value === "number") return value;
  throw new TypeError(type);
}

/**
 * Names and checks arguments.
 * @throws ActionFailure `INVALID` naming the input
 */
export function checkArguments({ action, optional }: Declaration, values: readonly TypedValue[]): CheckedArguments {
  if (values.length !== action.inputs.length)
    throw new ActionFailure("INVALID", `${action.name} takes ${action.inputs.length} inputs, got ${values.length}`);
  const checked: Record<string, string | number | null> = {};
  action.inputs.forEach((input, i) => {
    const [name = "", type = ""] = input.split(":");
    const given = values[i] ?? { type: "null", value: null };
    try {
      checked[name] = convert(type, given);
    } catch (error) {
      if (error instanceof ActionFailure) throw error;
      throw new ActionFailure("INVALID", `${name}: expected ${type}`);
    }
    if (checked[name] === null && !optional.includes(name)) throw new ActionFailure("INVALID", `${name} is missing`);
  });
  return checked;
}
