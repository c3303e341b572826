/**
 * The clocks of a hostile page: every call that it has, made without pause, on the ports of the frame that asks the
 * person and of a second frame beside it. Runs in the page, beside `raw-host.ts`.
 */
import type { RawEnvelope } from "./raw-host.ts";

/** Times that a page noted, by what was timed. */
type Times = Record<string, number>;

/** What the page offers as `clocks`. */
export interface Clocks {
  /** Mounts a second frame of the enclave. */
  connectSecond(url: string): Promise<void>;
  /** The candidate's box, as often as it is sent. */
  keep(candidate: Record<string, unknown>, base64: string): void;
  /** Starts a grant of it, and its clocks. */
  grant(params: Record<string, unknown>): void;
  /** Runs the clocks for so many milliseconds more, from the moment that the page was told to wait for `what`. */
  watch(what: "click" | "window", ms: number): Promise<void>;
  /** Cancels the grant; then what later calls take. */
  abort(): Promise<Times>;
  /** Waits for the person's answer; then the same. `since`: when they gave it. */
  answered(since: Promise<number> | number): Promise<Times>;
  /** What the grant ended with. */
  code(): Promise<string>;
}

declare global {
  interface Window {
    clocks: Clocks;
  }
}

/** Runs in the page. */
function install(): void {
  const now = (): number => performance.timeOrigin + performance.now();
  interface Port {
    port: MessagePort;
    /** Sends one message, resolves with its answer. */
    call(method: string, params: unknown): Promise<RawEnvelope>;
    ping(): Promise<void>;
  }
  function talk(port: MessagePort): Port {
    const waiting = new Map<string, (value: RawEnvelope) => void>();
    const pings = new Map<number, () => void>();
    port.addEventListener("message", ({ data }) => {
      if (data?.type === "PONG") return pings.get(data.n)?.();
      waiting.get(data?.id)?.(data.value);
      waiting.delete(data?.id);
    });
    let n = 0;
    const raw = (value: unknown) => ({ type: "RAW", value });
    return {
      port,
      call(method, params) {
        const id = crypto.randomUUID();
        port.postMessage({ id, type: "APPLY", path: [method], argumentList: [raw(params), raw(id)] });
        return new Promise((resolve) => waiting.set(id, resolve));
      },
      ping() {
        port.postMessage({ type: "PING", n: ++n });
        return new Promise((resolve) => pings.set(n, resolve));
      },
    };
  }
  let second: Port | undefined;
  let box: { candidate: Record<string, unknown>; bytes: Uint8Array } | undefined;
  const run = { on: false };
  let loops: Promise<void>[] = [];
  let ticks: Record<string, number[]> = {};
  let marks: Times = {};
  let callId = "";
  let id = "";
  let started = 0;

  async function loop(name: string, call: () => Promise<unknown>, pause = 5): Promise<void> {
    const list = (ticks[name] = [] as number[]);
    while (run.on) {
      await call();
      list.push(now());
      // No faster: a clock that takes all of the machine measures itself.
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  /** The moment at which the enclave next asks something that fits. */
  function asks(
    fits: (method: string, params: { type?: string; for?: string }) => boolean,
    from: number,
  ): Promise<number> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = window.host.asked
          .slice(from)
          .some(({ method, params }) => fits(method, params as { type?: string }));
        if (found) return resolve(now());
        setTimeout(look, 1);
      };
      look();
    });
  }
  let asked = 0;
  const main = (): Port =>
    (mains.get(window.host.calls) ??
      mains.set(window.host.calls, talk(window.host.calls)).get(window.host.calls)) as Port;
  const mains = new Map<MessagePort, Port>();

  /** Of a series of moments: the longest gaps, and how many there were. */
  function gaps(name: string, moments: number[]): Times {
    const between = moments
      .slice(1)
      .map((at, i) => at - (moments[i] ?? 0))
      .sort((a, b) => b - a);
    const busy = between.reduce((sum, one) => sum + Math.max(0, one - 20), 0);
    return {
      [`${name}: longer than 20 ms`]: busy,
      [`${name}: longest gap`]: between[0] ?? 0,
      [`${name}: second gap`]: between[1] ?? 0,
      [`${name}: third gap`]: between[2] ?? 0,
      [`${name}: answers`]: moments.length,
    };
  }
  async function halt(): Promise<void> {
    run.on = false;
    await Promise.all(loops);
    loops = [];
  }
  /** What comes after: each call that the page may make then. */
  async function afterwards(): Promise<Times> {
    const { host } = window;
    const times: Times = {};
    const timed = async (name: string, call: () => Promise<unknown>): Promise<void> => {
      const from = now();
      await call();
      times[name] = now() - from;
    };
    await timed("later: unlock of the held key", () => main().call("unlock", unlockParams));
    await timed("later: status", () => main().call("status", {}));
    const from = host.asked.length;
    const manage = crypto.randomUUID();
    const managing = host.start("manage", {}, manage);
    const at = now();
    times["later: manage, to its button"] =
      (await asks((_, { type, for: what }) => type === "waiting" && what === "click", from)) - at;
    host.cancel(manage);
    await host.answer(managing);
    return times;
  }
  const unlockParams: Record<string, unknown> = {};

  window.clocks = {
    async connectSecond(url) {
      const iframe = document.createElement("iframe");
      iframe.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox");
      iframe.src = url;
      iframe.style.blockSize = "40px";
      await new Promise<void>((resolve) => {
        addEventListener("message", function onMessage({ source, data }) {
          if (source !== iframe.contentWindow || data?.type !== "idos-enclave:ready") return;
          removeEventListener("message", onMessage);
          const calls = new MessageChannel();
          const asks = new MessageChannel();
          asks.port1.onmessage = ({ data: ask }) => {
            if (ask.type === "PING") asks.port1.postMessage({ type: "PONG", n: ask.n });
            else if (ask.type === "APPLY")
              asks.port1.postMessage({ id: ask.id, type: "RAW", value: { ok: true, value: {} } });
          };
          calls.port1.start();
          second = talk(calls.port1);
          const connect = { type: "idos-enclave:connect", version: 1, nonce: data.nonce };
          iframe.contentWindow?.postMessage(connect, new URL(url).origin, [calls.port2, asks.port2]);
          void second.call("status", {}).then(() => resolve());
        });
        // Where the person, and what plays them, does not look.
        const place = document.createElement("div");
        document.body.append(place);
        place.attachShadow({ mode: "closed" }).append(iframe);
      });
    },
    keep(candidate, base64) {
      const { key, ...rest } = candidate as { key: Record<string, unknown> };
      Object.assign(unlockParams, key);
      box = { candidate: rest, bytes: Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)) };
    },
    grant(params) {
      const { host } = window;
      if (!box) throw new Error("Nothing to grant");
      asked = host.asked.length;
      ticks = {};
      marks = {};
      callId = crypto.randomUUID();
      const candidates = [{ ...box.candidate, content: box.bytes.slice() }];
      started = now();
      id = host.start("grant", { ...params, candidates, copyId: crypto.randomUUID() }, callId);
      run.on = true;
      const here = main();
      loops = [
        loop("status", () => here.call("status", {})),
        loop("configure", () => here.call("configure", {}), 20),
        loop("heartbeat", () => here.ping()),
        loop("a refusal", () => here.call("status", { no: 1 }), 20),
        ...(second ? [loop("a second frame", () => (second as Port).call("status", {}))] : []),
      ];
    },
    async watch(what, ms) {
      marks[`to ${what}`] =
        (await asks((_, { type, for: whom }) => type === "waiting" && whom === what, asked)) - started;
      await new Promise((resolve) => setTimeout(resolve, ms));
    },
    async abort() {
      const from = now();
      const { host } = window;
      host.cancel(callId);
      await host.answer(id);
      const ended = { "abort, to its answer": now() - from };
      const later = await afterwards();
      await halt();
      return {
        ...marks,
        ...ended,
        ...later,
        ...Object.assign({}, ...Object.entries(ticks).map(([n, m]) => gaps(n, m))),
      };
    },
    async answered(since) {
      await window.host.answer(id);
      const at = now();
      const ended = { "answer, from the person's": at - (await since) };
      const hidden = { "frame hidden, from the answer": (await asks((method) => method === "hideFrame", asked)) - at };
      const later = await afterwards();
      await halt();
      return {
        ...marks,
        ...ended,
        ...hidden,
        ...later,
        ...Object.assign({}, ...Object.entries(ticks).map(([n, m]) => gaps(n, m))),
      };
    },
    async code() {
      const { ok, error } = await window.host.answer(id);
      return ok ? "ok" : (error?.code ?? "");
    },
  };
}

/** The script, to stand in a page behind the raw host's. */
export const CLOCKS_SCRIPT = `<script>(${install.toString()})()</script>`;
