/**
 * Files inside a credential stay out of its canonicalisation, which copies, escapes and compares every value in one
 * step. Each long text of the subject is canonicalised as a short stand-in, and put back into the line that holds
 * it. The result is the same: a literal stands in one line, as it is; the order of the lines is made anew; and
 * labels of blank nodes, which depend on what lines say, are all `c14n0`, since there is one such node at most.
 */
import { IdosError } from "../../../enclave/protocol/errors.ts";
import { mapSlices } from "../slices.ts";
import { escapedLiteral } from "./n-quads.ts";
import type { CredentialSubject } from "./verifiable-credential.ts";

/** Longest value that is canonicalised as it is. */
const SHORT = 1_024;

/** Long values by their stand-ins. */
export type LongValues = ReadonlyMap<string, string>;

/** A subject with stand-ins for its long values. Nobody can know them before: they are drawn at random. */
export function withoutLongValues(subject: CredentialSubject): { subject: CredentialSubject; long: LongValues } {
  const standIns = new Map<string, string>();
  const short = Object.entries(subject).map(([name, value]) => {
    if (typeof value !== "string" || value.length <= SHORT) return [name, value];
    // Equal values are one statement where their names mean the same.
    const standIn = standIns.get(value) ?? `long value ${crypto.randomUUID()}`;
    standIns.set(value, standIn);
    return [name, standIn];
  });
  return {
    subject: Object.fromEntries(short) as CredentialSubject,
    long: new Map([...standIns].map(([value, standIn]) => [standIn, value])),
  };
}

/**
 * Puts the long values back.
 * @param lines canonical N-Quads, without line ends
 * @throws IdosError `INVALID_ARGUMENT` when one stands where no literal is
 */
export async function withLongValues(lines: readonly string[], long: LongValues): Promise<string[]> {
  if (!long.size) return [...lines];
  const used = new Set<string>();
  const whole = await Promise.all(
    lines.map(async (line) => {
      const [standIn = ""] = /long value [\da-f-]{36}/.exec(line) ?? [];
      const value = long.get(standIn);
      if (value === undefined || !line.includes(` "${standIn}"`)) return line;
      used.add(standIn);
      const [before, after] = line.split(standIn) as [string, string];
      return before + (await mapSlices(value, escapedLiteral)) + after;
    }),
  );
  if (used.size !== long.size)
    throw new IdosError("INVALID_ARGUMENT", "credential: a long text where its proof covers none");
  return whole.sort();
}
