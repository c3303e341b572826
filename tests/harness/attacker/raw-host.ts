/**
 * A dApp's page that speaks the protocol by hand, without the SDK, and so can break any of its rules. It answers what
 * the enclave asks, as an honest page would, unless a test says otherwise.
 */

/** What the page offers as `host`. */
export interface RawHost {
  /** Mounts the enclave and shakes hands. Resolves when the enclave answered a call. */
  connect(url: string, into?: string): Promise<void>;
  /** Calls a method, as comlink would. Resolves to the envelope. */
  call(method: string, params: unknown, callId?: string): Promise<RawEnvelope>;
  /** Calls and does not wait; the answer is found by the id. */
  start(method: string, params: unknown, callId?: string): string;
  /** The answer to a started call. */
  answer(id: string): Promise<RawEnvelope>;
  cancel(callId: string): void;
  iframe: HTMLIFrameElement;
  /** Host → enclave. */
  calls: MessagePort;
  /** Enclave → host. */
  asks: MessagePort;
  /** Every message that arrived on the calls port. */
  received: unknown[];
  /** What the enclave asked, in order. */
  asked: { method: string; params: unknown }[];
  /** Signs in place of a wallet; rejects like one unless set. */
  sign: ((params: unknown) => Promise<string>) | undefined;
}
/** An answer. */
export type RawEnvelope = { ok: boolean; value?: unknown; error?: { code: string; message: string } };

declare global {
  interface Window {
    host: RawHost;
  }
}

/** Runs in the page. */
function install(): void {
  const waiting = new Map<string, (envelope: RawEnvelope) => void>();
  const answers = new Map<string, Promise<RawEnvelope>>();
  const raw = (value: unknown) => ({ type: "RAW", value });
  const host: RawHost = {
    iframe: document.createElement("iframe"),
    calls: new MessageChannel().port1,
    asks: new MessageChannel().port1,
    received: [],
    asked: [],
    sign: undefined,
    connect(url, into = "body") {
      const iframe = document.createElement("iframe");
      iframe.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox");
      iframe.title = "idOS";
      iframe.src = url;
      host.iframe = iframe;
      const connected = new Promise<void>((resolve) => {
        addEventListener("message", function onMessage({ source, data }) {
          if (source !== iframe.contentWindow || data?.type !== "idos-enclave:ready") return;
          removeEventListener("message", onMessage);
          const calls = new MessageChannel();
          const asks = new MessageChannel();
          host.calls = calls.port1;
          host.asks = asks.port1;
          calls.port1.onmessage = (event) => {
            host.received.push(event.data);
            const { id, value } = (event.data ?? {}) as { id: string; value: RawEnvelope };
            waiting.get(id)?.(value);
            waiting.delete(id);
          };
          asks.port1.onmessage = ({ data: ask }) => {
            if (ask.type === "PING") return asks.port1.postMessage({ type: "PONG", n: ask.n });
            if (ask.type !== "APPLY") return;
            const method = ask.path[0] as string;
            const params = ask.argumentList[0].value as unknown;
            host.asked.push({ method, params });
            const done = (value: RawEnvelope) => asks.port1.postMessage({ id: ask.id, ...raw(value) });
            if (method !== "signTypedData" && method !== "signMessage") return done({ ok: true, value: {} });
            const refused = { code: "WALLET_REJECTED", message: "Declined", retryable: true };
            if (!host.sign) return done({ ok: false, error: refused } as RawEnvelope);
            void (async () => {
              const signature = await host.sign?.(params).catch(() => undefined);
              done(signature ? { ok: true, value: { signature } } : ({ ok: false, error: refused } as RawEnvelope));
            })();
          };
          const connect = { type: "idos-enclave:connect", version: 1, nonce: data.nonce };
          iframe.contentWindow?.postMessage(connect, new URL(url).origin, [calls.port2, asks.port2]);
          void host.call("status", {}).then(() => resolve());
        });
      });
      document.querySelector(into)?.append(iframe);
      return connected;
    },
    start(method, params, callId: string = crypto.randomUUID()) {
      const id = crypto.randomUUID();
      answers.set(id, new Promise((resolve) => waiting.set(id, resolve)));
      host.calls.postMessage({ id, type: "APPLY", path: [method], argumentList: [raw(params), raw(callId)] });
      return id;
    },
    answer: (id) => answers.get(id) as Promise<RawEnvelope>,
    call: (method, params, callId) => host.answer(host.start(method, params, callId)),
    cancel: (callId) => host.calls.postMessage({ type: "CANCEL", callId }),
  };
  window.host = host;
}

/** The script, to stand in a page. */
export const RAW_HOST_SCRIPT = `<script>(${install.toString()})()</script>`;

/** A page with nothing but the script; the frame fills it. */
export const RAW_HOST_PAGE = `<!doctype html><meta charset="utf-8"><title>dApp</title>
<style>body { margin: 0 } iframe { display: block; inline-size: 640px; block-size: 500px; border: 0 }</style>
<body>${RAW_HOST_SCRIPT}</body>`;
