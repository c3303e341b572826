/**
 * The host's end of the enclave: mounts its frame on first need, calls it, and connects again on the next call
 * after the frame died.
 */
import { aborted, throwIfAborted } from "../../enclave/protocol/errors.ts";
import { untilAborted } from "../../enclave/protocol/until-aborted.ts";
import { createLazy } from "../shared/lazy.ts";
import { createShared } from "../shared/shared-work.ts";
import { CONNECT_DEADLINE } from "../../enclave/protocol/policies.ts";
import type { ConfigureParams } from "../../enclave/protocol/calls/configure.ts";
import type { Link, LinkOptions } from "./link.ts";

/** Options of {@link createEnclaveClient}. The URL is checked when it is first needed. */
export interface EnclaveClientOptions extends Pick<
  LinkOptions,
  "url" | "frame" | "look" | "signTypedData" | "signMessage" | "onEvent"
> {
  onState(state: "idle" | "connecting" | "connected"): void;
  /** Milliseconds for the handshake. */
  deadline?: number | undefined;
}

interface Cancellable {
  signal?: AbortSignal | undefined;
}

/** What {@link createEnclaveClient} returns. */
export interface EnclaveClient {
  /** Mounts the frame and shakes hands, unless that is done. */
  connect(options?: Cancellable): Promise<void>;
  /**
   * Calls the enclave. On a connected one the request leaves before this returns, so that calls keep their order.
   * @throws IdosError of the enclave; `ENCLAVE_UNREACHABLE`, `ENCLAVE_RESTARTED`, `TIMEOUT`, `ABORTED`
   */
  readonly call: Link["call"];
  /** Changes the look, now and for later frames. */
  configure(look: ConfigureParams): void;
  readonly connected: boolean;
  /** Unmounts the frame; every wait rejects with `ABORTED`. The client can be used no more. */
  close(): void;
}

const loadLink = createLazy(() => import("./link.ts"));

/** A client of the enclave. Touches nothing until it is used. */
export function createEnclaveClient({
  onState,
  deadline = CONNECT_DEADLINE,
  ...options
}: EnclaveClientOptions): EnclaveClient {
  const look = { ...options.look };
  const closed = new AbortController();
  /** Calls that wait for a person, who may press Escape in the SDK's dialog. */
  const waiting = new Set<AbortController>();
  let link: Link | undefined;

  const connect = createShared(async (given) => {
    const signal = AbortSignal.any([given, closed.signal]);
    const onEnd = (): void => {
      link = undefined;
      onState("idle");
    };
    onState("connecting");
    try {
      const { openLink } = await untilAborted(loadLink(), signal);
      const onCancel = () => waiting.forEach((call) => call.abort());
      link = await openLink({ ...options, look, deadline, signal, onCancel, onEnd });
    } catch (error) {
      onEnd();
      throw error;
    }
    onState("connected");
    return link;
  });

  const call: EnclaveClient["call"] = async (method, params, { signal } = {}) => {
    throwIfAborted(closed.signal);
    const current = link ?? (await connect(signal));
    if (!current.waitsForPerson(method, params)) return current.call(method, params, { signal });
    const mine = new AbortController();
    waiting.add(mine);
    try {
      return await current.call(method, params, {
        signal: signal ? AbortSignal.any([signal, mine.signal]) : mine.signal,
      });
    } finally {
      waiting.delete(mine);
    }
  };

  return {
    async connect({ signal } = {}) {
      throwIfAborted(closed.signal);
      if (!link) await connect(signal);
    },
    call,
    configure(changed) {
      Object.assign(look, changed);
      // A frame that misses it takes the look from its next handshake.
      if (link) call("configure", changed).catch(() => undefined);
    },
    get connected() {
      return link !== undefined;
    },
    close() {
      closed.abort();
      link?.end(aborted());
    },
  };
}
