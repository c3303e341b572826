/**
 * Files inside a credential stay out of its canonicalisation, which copies, escapes and compares every value in one
 * step. Each long text of the subject is canonicalised as a short stand-in, and put back into the line that holds
 * it. The result is the same: a literal stands in one line, as it is; the order of the lines is made anew; and
 * labels of blank nodes, which depend on what lines say, are all `c14n0`, since there is one such node at most.
 */
import { IdosError } from "../../../enclave/protocol/errors.ts";
import { mapSlices, pause } from "../shared/slices.ts";
import { escapedLiteral } from "./n-quads.ts";
import type { CredentialSubject } from "./verifiable-credential.ts";

/** Longest value that is canonicalised as it is. */
const SHORT = 1_024;

/** Long values by their stand-ins. */
export type LongValues = ReadonlyMap<string, string>;

/** A subject with stand-ins for its long values. Nobody can know them before: they are drawn at random. */
export function withoutLongValues(subject: CredentialSubject): { subject: CredentialSubject; long: LongValues } {
  const long = new Map<string, string>();
  const short = Object.entries(subject).map(([name, value]) => {
    if (typeof value !== "string" || value.length <= SHORT) return [name, value];
    const standIn = `long value ${crypto.randomUUID()}`;
    long.set(standIn, value);
    return [name, standIn];
  });
  return { subject: Object.fromEntries(short) as CredentialSubject, long };
}

/**
 * Puts the long values back.
 * @param lines canonical N-Quads, without line ends
 * @throws IdosError `INVALID_ARGUMENT` when one stands where no literal is
 */
export async function withLongValues(lines: readonly string[], long: LongValues): Promise<string[]> {
  if (!long.size) return [...lines];
  const used = new Set<string>();
  const sorted: string[] = [];
  const changed: string[] = [];
  for (const line of lines) {
    const [standIn = ""] = /long value [\da-f-]{36}/.exec(line) ?? [];
    const value = long.get(standIn);
    const [before, after] = value === undefined ? [] : line.split(`"${standIn}"`);
    if (value === undefined || before === undefined || after === undefined) {
      sorted.push(line);
      continue;
    }
    used.add(standIn);
    changed.push(`${before}"${await mapSlices(value, escapedLiteral)}"${after}`);
  }
  if (used.size !== long.size)
    throw new IdosError("INVALID_ARGUMENT", "credential: a long text where its proof covers none");
  for (const line of changed) {
    // Values that are alike for MBs make every comparison long.
    await pause();
    const place = placeIn(sorted, line);
    // Equal values of fields whose names mean the same are one statement.
    if (sorted[place] !== line) sorted.splice(place, 0, line);
  }
  return sorted;
}

/** Where a line belongs among sorted ones, by UTF-16 code units. */
function placeIn(sorted: readonly string[], line: string): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] ?? "") < line) from = middle + 1;
    else to = middle;
  }
  return from;
}
