/**
 * Building blocks of the schemas: strict objects, bounded strings. Failures name path and type, never a value. Those that
 * are functions say that they have no side effects: else a bundle keeps their calls for schemas that it does not use.
 */
import * as v from "valibot";
import { isBase64 } from "./base64.ts";
import { IdosError } from "./errors.ts";

/** Longest base64 content of one box: 16 MiB of plaintext. */
export const MAX_CONTENT = 22_500_000;

export const uuid = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, "a UUID"),
);
export const uuidV4 = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i, "a UUIDv4"),
);
/** Text of at most `max` UTF-16 units. */
export const text = /* @__NO_SIDE_EFFECTS__ */ (max: number) =>
  v.pipe(v.string(), v.maxLength(max, `at most ${max} characters`));
/**
 * An identifier that a person may have to compare: without spaces, and without letters that look like others. Every
 * kind of wallet names itself so.
 */
export const printableAscii = /* @__NO_SIDE_EFFECTS__ */ (max: number) =>
  v.pipe(
    v.string(),
    v.regex(/^[\x21-\x7e]+$/, "printable ASCII without spaces"),
    v.maxLength(max, `at most ${max} characters`),
  );
export const base64 = /* @__NO_SIDE_EFFECTS__ */ (max: number) => v.pipe(text(max), v.check(isBase64, "base64"));
/** Bytes, of at most as many as `max` characters of base64 hold. */
export const bytes = /* @__NO_SIDE_EFFECTS__ */ (max: number) =>
  v.custom<Uint8Array>(
    (value) => value instanceof Uint8Array && value.byteLength <= (max / 4) * 3,
    `at most ${(max / 4) * 3} bytes`,
  );
/** base64 of exactly 32 bytes. */
export const base64Of32 = v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{43}=$/, "base64 of 32 bytes"));
export const hex = /* @__NO_SIDE_EFFECTS__ */ (bytes: number) =>
  v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`), `${bytes} bytes as lower-case hex`));
/** Of years up to 9999. One check, where valibot has three: it is in every bundle. */
export const unixSeconds = v.pipe(
  v.number(),
  v.check((at) => Number.isSafeInteger(at) && at >= 0 && at <= 253_402_300_799, "unix seconds"),
);
/** A list whose length is checked before its items are: a sparse one of four thousand million is a small message. */
export const atMost = /* @__NO_SIDE_EFFECTS__ */ <T>(max: number, what: string, schema: v.GenericSchema<unknown, T>) =>
  v.pipe(
    v.unknown(),
    v.check((value) => !Array.isArray(value) || value.length <= max, `at most ${max} ${what}`),
    schema,
  );
export const nothing = v.strictObject({});
export const keyStore = v.picklist(["mpc", "user"]);

/**
 * Validates a value.
 * @param schema what it must be
 * @param value anything
 * @param what the argument's name, for the error
 * @throws IdosError `INVALID_ARGUMENT` naming path and expected form; the value itself is never printed
 */
export function parse<T>(schema: v.GenericSchema<unknown, T>, value: unknown, what: string): T {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  // valibot's own message contains the received value, and so may path keys of a record: print neither.
  const path =
    issue.path
      ?.map(({ key }) =>
        typeof key === "number" ? `[${key}]` : /^\w{1,40}$/.test(String(key)) ? `.${String(key)}` : ".?",
      )
      .join("") ?? "";
  const expected =
    issue.kind === "validation" && !issue.message.startsWith("Invalid")
      ? issue.message
      : (issue.expected ?? "another form");
  throw new IdosError("INVALID_ARGUMENT", `${what}${path}: expected ${expected}`);
}
