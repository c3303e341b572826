/** The enclave's side of the handshake; the rules are in `protocol/handshake.ts`. */
import { toHex, randomBytes } from "../crypto/bytes.ts";
import { isAllowedOrigin, isConnect, type Bye, type Connect, type Ready, type Refused } from "../protocol/handshake.ts";
import { VERSIONS } from "../protocol/policies.ts";

/** The host, as the browser reports it. */
export interface Client {
  origin: string;
  connect: Connect;
  /** Host → enclave. */
  calls: MessagePort;
  /** Enclave → host. */
  asks: MessagePort;
}

function refuse(reason: Refused["reason"]): void {
  window.parent.postMessage({ type: "idos-enclave:refused", reason } satisfies Refused, "*");
}

/** Waits for the one host that may connect to this load of the frame. Never settles if none does. */
export function awaitHost(): Promise<Client> {
  if (window.parent === window || window.parent !== window.top) {
    // Opened by itself, or framed by a frame: somebody else than the page in the address bar would be asking.
    if (window.parent !== window) refuse("nested");
    return new Promise(() => {});
  }
  const nonce = toHex(randomBytes(16));
  return new Promise((resolve) => {
    function onMessage(event: MessageEvent): void {
      if (event.source !== window.parent || !isConnect(event.data) || event.data.nonce !== nonce) return;
      const [calls, asks] = event.ports;
      if (event.ports.length !== 2 || !calls || !asks) return;
      if (!isAllowedOrigin(event.origin)) return refuse("origin");
      if (!VERSIONS.includes(event.data.version)) return refuse("version");
      window.removeEventListener("message", onMessage);
      resolve({ origin: event.origin, connect: event.data, calls, asks });
    }
    window.addEventListener("message", onMessage);
    window.parent.postMessage({ type: "idos-enclave:ready", versions: [...VERSIONS], nonce } satisfies Ready, "*");
  });
}

/** Tells the host when this page goes away for good; one that may come back from the cache says nothing. */
export function sayByeTo(origin: string): void {
  window.addEventListener("pagehide", (event) => {
    if (!event.persisted) window.parent.postMessage({ type: "idos-enclave:bye" } satisfies Bye, origin);
  });
}
