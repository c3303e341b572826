/**
 * One tab of a site at a time makes a wallet's key: of two only the first that reaches the network can stand, and the
 * person would have made the other in vain. Where the browser refuses locks, the checks before and after the wallet's
 * signature have to do.
 */
import { IdosError } from "../../enclave/protocol/errors.ts";

/** The right to join with one wallet. */
export interface JoinTurn {
  readonly identifier: string;
  /** Gives it back. Doing it again changes nothing. */
  end(): void;
}

/**
 * Takes it, until it is given back or the signal aborts; the browser gives it back when the page goes.
 * @param identifier the wallet's, as the network knows it
 * @throws IdosError `NETWORK_CONFLICT` if another tab of this site has it
 */
export async function takeJoinTurn(identifier: string, signal: AbortSignal): Promise<JoinTurn> {
  const end = await new Promise<(() => void) | undefined>((resolve) => {
    const free = (): void => resolve(() => {});
    if (!navigator.locks) return free();
    navigator.locks
      .request(`idos-join:${identifier}`, { ifAvailable: true }, (lock) =>
        lock ? new Promise<void>((release) => resolve(release)) : resolve(undefined),
      )
      .catch(free);
  });
  if (!end)
    throw new IdosError(
      "NETWORK_CONFLICT",
      "Another tab of this site is creating this wallet's profile: finish there, or close it",
    );
  if (signal.aborted) end();
  else signal.addEventListener("abort", end, { once: true });
  return { identifier, end };
}
