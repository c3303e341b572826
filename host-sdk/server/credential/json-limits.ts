/**
 * What the JSON of a credential may cost before anything is done with it. A real one has some 40 fields; the files
 * inside, of several MB, are values of single fields.
 */
import { IdosError } from "../../../enclave/protocol/errors.ts";
import { pause, SLICE } from "../shared/slices.ts";

/** Longest JSON of a credential that is read, in UTF-16 units. */
export const MAX_SIZE = 16 * 1024 * 1024;
/** Most fields, of the credential and its subject together, with its types and contexts. */
export const MAX_FIELDS = 300;
/** Longest name of a field as JSON writes it. */
const MAX_NAME = 1_000;
/** Most members of all objects together. */
const MAX_MEMBERS = 1_000;
/** Most members, items and nested values in the JSON of anything that is parsed at all. */
const MAX_TOKENS = 400_000;
/** Most characters that are written as `\u…`: each costs a parser several times what the character itself would. */
const MAX_ESCAPES = 400_000;

/** The refusal of a credential. @param what never holds its values */
export function invalidCredential(what: string): IdosError {
  return new IdosError("INVALID_ARGUMENT", `credential: ${what}`);
}

/**
 * Counts what is in a JSON text before it is parsed, since parsing is one step that nothing can interrupt.
 * @throws IdosError `INVALID_ARGUMENT`
 */
export async function checkJsonText(json: string): Promise<void> {
  if (json.length > MAX_SIZE) throw invalidCredential("too large to be read");
  let tokens = 0;
  let members = 0;
  let escapes = 0;
  let isText = false;
  /** Where the last text began, and how long it was. */
  let [began, length] = [0, 0];
  for (let at = 0, next = SLICE; at < json.length; at++) {
    const char = json.charCodeAt(at);
    if (isText) {
      if (char === 0x5c) {
        if (json.charCodeAt(at + 1) === 0x75) escapes++;
        at++;
      } else if (char === 0x22) {
        isText = false;
        length = at - began;
      }
    } else if (char === 0x22) {
      isText = true;
      began = at;
    }
    // , : [ {
    else if (char === 0x2c || char === 0x3a || char === 0x5b || char === 0x7b) {
      tokens++;
      // Parsers look names up by a hash, which of long ones is often their length.
      if (char === 0x3a && length > MAX_NAME) throw invalidCredential("a field with too long a name");
      if (char === 0x3a && ++members > MAX_MEMBERS) throw invalidCredential(`more than ${MAX_FIELDS} fields`);
    }
    if (at < next) continue;
    next = at + SLICE;
    if (tokens > MAX_TOKENS || escapes > MAX_ESCAPES) break;
    await pause();
  }
  if (escapes > MAX_ESCAPES) throw invalidCredential("more escaped characters than a credential has");
  if (tokens > MAX_TOKENS) throw invalidCredential("more values than a credential has");
}

/**
 * Refuses parsed JSON of more members than a credential has, before they are looked at one by one.
 * @throws IdosError `INVALID_ARGUMENT`
 */
export function checkMembers(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  const members = Object.values(value);
  // Its own, and those of its lists and of its subject: deeper there are none.
  let count = members.length;
  for (const member of members.slice(0, MAX_FIELDS))
    if (typeof member === "object" && member !== null) count += Object.keys(member).length;
  if (count > MAX_FIELDS) throw invalidCredential(`more than ${MAX_FIELDS} fields`);
}
