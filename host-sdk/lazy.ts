/** Parts of the SDK that are loaded on first need. */
import { IdosError } from "../enclave/protocol/errors.ts";

/**
 * Wraps a dynamic import: kept once it arrived, while a failure is forgotten, so that a retry loads it again.
 * @throws IdosError `NETWORK_UNREACHABLE` from the returned function
 */
export function createLazy<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () =>
    (loading ??= load().catch((cause: unknown) => {
      loading = undefined;
      throw new IdosError("NETWORK_UNREACHABLE", "A part of the idOS SDK could not be loaded", { cause });
    }));
}
