/**
 * The host's side of the handshake; the rules are in `enclave/protocol/handshake.ts`.
 * Only a message whose source is the frame's window and whose origin is the enclave's counts. The iframe's
 * `load` event is never taken as success: error pages fire it too.
 */
import { IdosError, throwIfAborted } from "../../enclave/protocol/errors.ts";
import { untilAborted } from "../../enclave/protocol/until-aborted.ts";
import { isReady, isRefused, type Connect, type Refused } from "../../enclave/protocol/handshake.ts";
import { VERSIONS } from "../../enclave/protocol/policies.ts";
import type { ConfigureParams } from "../../enclave/protocol/calls/configure.ts";

/** Options of {@link shakeHands}. */
export interface HandshakeOptions {
  iframe: HTMLIFrameElement;
  /** The enclave's origin. */
  origin: string;
  look: ConfigureParams;
  /** Milliseconds until `ENCLAVE_UNREACHABLE`. */
  deadline: number;
  signal: AbortSignal;
  /** Puts the iframe into the document; called once the host listens. */
  mount(): void;
}

/** The channel, before anything was said over it. */
export interface Channel {
  /** Host → enclave. */
  calls: MessagePort;
  /** Enclave → host. */
  asks: MessagePort;
  /** Whether the iframe's `load` event came before the enclave's first word. */
  loaded: boolean;
}

const REFUSED: Record<Refused["reason"], () => IdosError> = {
  nested: () => new IdosError("UNSUPPORTED", "The enclave works only in a page that is itself not framed"),
  origin: () => new IdosError("UNSUPPORTED", "The enclave works only in pages on https or localhost"),
  version: () => versionMismatch([]),
};

function versionMismatch(theirs: readonly number[]): IdosError {
  const said = theirs.length ? theirs.join(", ") : "others";
  return new IdosError(
    "VERSION_MISMATCH",
    `This page speaks protocol version ${VERSIONS.join(", ")}, the enclave ${said}: update the older of the two`,
  );
}

/**
 * Mounts the frame and exchanges ports with it.
 * @throws IdosError `ENCLAVE_UNREACHABLE`, `VERSION_MISMATCH`, `UNSUPPORTED`, `ABORTED`
 */
export async function shakeHands({
  iframe,
  origin,
  look,
  deadline,
  signal,
  mount,
}: HandshakeOptions): Promise<Channel> {
  throwIfAborted(signal);
  const done = new AbortController();
  let loaded = false;
  try {
    const shaken = new Promise<Channel>((resolve, reject) => {
      const listening = { signal: done.signal };
      const onMessage = (event: MessageEvent<unknown>) => {
        const frame = iframe.contentWindow;
        if (!frame || event.source !== frame || event.origin !== origin) return;
        if (isRefused(event.data)) return reject(REFUSED[event.data.reason]());
        if (!isReady(event.data)) return;
        const { versions, nonce } = event.data;
        const version = Math.max(...VERSIONS.filter((known) => versions.includes(known)));
        if (!VERSIONS.includes(version)) return reject(versionMismatch(versions));
        const calls = new MessageChannel();
        const asks = new MessageChannel();
        const { theme, locale } = look;
        const connect: Connect = { type: "idos-enclave:connect", version, nonce, theme, locale };
        frame.postMessage(connect, origin, [calls.port2, asks.port2]);
        resolve({ calls: calls.port1, asks: asks.port1, loaded });
      };
      const onViolation = ({ effectiveDirective, blockedURI, disposition }: SecurityPolicyViolationEvent) => {
        if (disposition !== "enforce" || effectiveDirective !== "frame-src" || !blockedURI.startsWith(origin)) return;
        reject(
          new IdosError(
            "ENCLAVE_UNREACHABLE",
            `This page's Content-Security-Policy blocks the enclave: add "frame-src ${origin}"`,
          ),
        );
      };
      const late = () =>
        reject(
          new IdosError(
            "ENCLAVE_UNREACHABLE",
            `No answer from the enclave at ${origin} within ${deadline} ms. Is its URL right and its server up? ` +
              "Does its frame-ancestors allow this page, and does an extension or this page's Cross-Origin-Embedder-Policy block it?",
          ),
        );
      window.addEventListener("message", onMessage, listening);
      document.addEventListener("securitypolicyviolation", onViolation, listening);
      iframe.addEventListener("load", () => (loaded = true), listening);
      const timer = setTimeout(late, deadline);
      done.signal.addEventListener("abort", () => clearTimeout(timer));
      mount();
    });
    return await untilAborted(shaken, signal);
  } finally {
    done.abort();
  }
}
