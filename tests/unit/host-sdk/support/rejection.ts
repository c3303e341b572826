import { IdosError } from "../../../../enclave/protocol/errors.ts";

/** The IdosError that a promise rejects with; fails when it resolves, or rejects with anything else. */
export async function rejection(promise: Promise<unknown>): Promise<IdosError> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    if (error instanceof IdosError) return error;
    throw new Error(`rejected with ${String(error)} instead of an IdosError`);
  }
  throw new Error(`resolved with ${JSON.stringify(value) ?? "undefined"} instead of rejecting`);
}

/** The IdosError that a function throws. */
export function thrown(work: () => unknown): IdosError {
  try {
    work();
  } catch (error) {
    if (error instanceof IdosError) return error;
    throw new Error(`threw ${String(error)} instead of an IdosError`);
  }
  throw new Error("threw nothing");
}

/** Resolves after some milliseconds. */
export const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until something holds; fails after two seconds. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 2_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`never happened: ${what}`);
    await after(5);
  }
}
