/** Calls of the enclave that need the key. */
import type { Calls, KeyMethod } from "../../enclave/protocol/calls/calls.ts";
import { unlockOf, type Parts, type Session } from "./session.ts";
import type { Profile } from "../shared/types.ts";

/**
 * Unlocks and calls, so that both share one window: the enclave keeps the order of requests, and an unlock of
 * what is unlocked already shows nothing.
 */
export async function unlockedCall<M extends KeyMethod>(
  { enclave }: Parts,
  { wallet }: Session,
  profile: Profile,
  method: M,
  params: Calls[M]["params"],
  signal: AbortSignal,
): Promise<Calls[M]["result"]> {
  const unlock = unlockOf(profile, wallet);
  await enclave.connect({ signal });
  const stop = new AbortController();
  const both = { signal: AbortSignal.any([signal, stop.signal]) };
  try {
    const unlocking = enclave.call("unlock", unlock, both);
    const calling = enclave.call<KeyMethod>(method, params, both);
    const [, result] = await Promise.all([unlocking, calling]);
    return result;
  } finally {
    // Where one of them failed, the other must not go on asking.
    stop.abort();
  }
}
