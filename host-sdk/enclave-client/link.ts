/** One life of the enclave's frame: mounted, connected, watched, gone. */
import { askParams } from "../../enclave/protocol/asks.ts";
import { createCaller, type Caller } from "../../enclave/protocol/call.ts";
import { IdosError } from "../../enclave/protocol/errors.ts";
import { ASK_DEADLINES } from "../../enclave/protocol/policies.ts";
import { serve } from "../../enclave/protocol/serve.ts";
import type { Asks, EnclaveEvent } from "../../enclave/protocol/types.ts";
import { CALLS, type Calls } from "../../enclave/protocol/calls/calls.ts";
import type { ConfigureParams } from "../../enclave/protocol/calls/configure.ts";
import { createFrameDialog } from "./frame-dialog.ts";
import { createFrameElement, enclaveUrl } from "./frame-element.ts";
import type { FrameContainer } from "./frame-sizes.ts";
import { shakeHands } from "./handshake.ts";
import { watchFrame } from "./liveness.ts";

/** Options of {@link openLink}. */
export interface LinkOptions {
  /** The enclave's URL. */
  url: string;
  /** Default: a dialog of the SDK. */
  frame?: FrameContainer | undefined;
  look: ConfigureParams;
  signTypedData(params: Asks["signTypedData"]["params"], signal: AbortSignal): Promise<Asks["signTypedData"]["result"]>;
  signMessage(params: Asks["signMessage"]["params"], signal: AbortSignal): Promise<Asks["signMessage"]["result"]>;
  onEvent(event: EnclaveEvent): void;
  /** The person pressed Escape in the SDK's dialog. */
  onCancel(): void;
  /** The link, once it was returned, is over. */
  onEnd(): void;
  /** Milliseconds for the handshake. */
  deadline: number;
  signal: AbortSignal;
}

/** A connected enclave. */
export interface Link {
  call: Caller<Calls>["call"];
  /** True for a call that a person, who may press Escape in the SDK's dialog, may be asked in. */
  waitsForPerson(method: keyof Calls, params: unknown): boolean;
  /** Unmounts the frame; every pending call rejects with the error. */
  end(error: IdosError): void;
}

/** Locking asks only if it is to forget: no Escape may stop a key from being locked. */
function waitsForPerson(method: keyof Calls, params: unknown): boolean {
  const { consent, surface } = CALLS[method];
  return consent === "to forget" ? (params as Calls["lock"]["params"]).forget === true : surface !== "none";
}

/**
 * Mounts the frame and connects to it.
 * @throws IdosError `INVALID_ARGUMENT` for a URL that is not allowed; `ENCLAVE_UNREACHABLE`, `VERSION_MISMATCH`,
 * `UNSUPPORTED`, `ABORTED`
 */
export async function openLink(options: LinkOptions): Promise<Link> {
  const { look, signTypedData, signMessage, onEvent, onCancel, onEnd, deadline, signal } = options;
  const url = enclaveUrl(options.url);
  const { origin } = url;
  const dialog = options.frame ? undefined : createFrameDialog(onCancel);
  const { container, onSize } = options.frame ?? (dialog as FrameContainer);
  const iframe = createFrameElement(url);
  const cleanups: ((error: IdosError) => void)[] = [
    () => iframe.remove(),
    () => onSize("hidden"),
    () => dialog?.remove(),
  ];
  /** The wallet may draw in this page, where an open dialog would cover it. */
  async function paused<T>(work: () => Promise<T>): Promise<T> {
    dialog?.pause(true);
    try {
      return await work();
    } finally {
      dialog?.pause(false);
    }
  }
  const end = (error: IdosError): void => cleanups.splice(0).forEach((cleanup) => cleanup(error));

  try {
    const { calls, asks, loaded } = await shakeHands({
      iframe,
      origin,
      look,
      deadline,
      signal,
      mount: () => container.append(iframe),
    });
    const caller = createCaller<Calls>(calls, {
      result: (method) => CALLS[method].result,
      deadline: (method) => CALLS[method].deadline,
      onSilent: () => end(new IdosError("ENCLAVE_RESTARTED", "The enclave's frame stopped answering; try again")),
    });
    const server = serve<Asks>(asks, {
      params: (method) => askParams[method],
      deadline: (method) => ASK_DEADLINES[method],
      handlers: {
        signTypedData: (params, signal) => paused(() => signTypedData(params, signal)),
        signMessage: (params, signal) => paused(() => signMessage(params, signal)),
        showFrame: async ({ size }) => (onSize(size), {}),
        hideFrame: async () => (onSize("hidden"), {}),
        event: async (event) => (onEvent(event), {}),
      },
    });
    cleanups.unshift(watchFrame({ iframe, origin, loaded, onDead: end }), () => server.stop(), caller.die);
    // The enclave drops a connect that it does not accept: only an answer proves the channel. This one needs no storage.
    await caller.call("configure", {}, { signal });
    cleanups.push(onEnd);
    return { call: caller.call, waitsForPerson, end };
  } catch (error) {
    end(error as IdosError);
    throw error;
  }
}
