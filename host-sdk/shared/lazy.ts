/** Parts of the SDK that are loaded on first need. */
import { IdosError } from "../../enclave/protocol/errors.ts";
import { abortable } from "../abortable.ts";

/**
 * Wraps a dynamic import: kept once it arrived, while a failure is forgotten, so that a retry loads it again.
 * @param deadline milliseconds
 * @throws IdosError `NETWORK_UNREACHABLE` from the returned function, also when nothing came in time
 */
export function createLazy<T>(load: () => Promise<T>, deadline = 30_000): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () =>
    (loading ??= abortable(load(), AbortSignal.timeout(deadline)).catch((cause: unknown) => {
      loading = undefined;
      throw new IdosError("NETWORK_UNREACHABLE", "A part of the idOS SDK could not be loaded", { cause });
    }));
}
