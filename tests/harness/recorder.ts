/**
 * Records every message between a host page and the enclave's frame, in both directions, and what the frame hears of its
 * vault: each realm's outgoing port messages, and each port and window message that a realm receives. Values are walked
 * deeply, bytes included.
 */
import type { BrowserContext } from "playwright";
import { findSecret } from "./encodings.ts";

/** One recorded message. */
export interface RecordedMessage {
  /** Origin of the realm that recorded it. */
  realm: string;
  top: boolean;
  channel: "port" | "window";
  /** All strings, numbers and bytes in the message as one latin1 text. */
  text: string;
}

/** A running recorder. */
export interface Recorder {
  readonly messages: readonly RecordedMessage[];
  /** Throws if any message holds one of these, in any encoding. Values are text or bytes. */
  expectAbsent(secrets: Record<string, string | Uint8Array>): void;
}

/** Runs in every page and frame of the context before its own scripts. */
function instrument(): void {
  const bindings = globalThis as unknown as {
    __record(entry: { realm: string; top: boolean; channel: string; text: string }): void;
  };
  const latin1 = (bytes: Uint8Array): string => {
    let out = "";
    for (let i = 0; i < bytes.length; i += 0x8000) out += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
    return out;
  };
  const utf8 = new TextEncoder();
  const flatten = (value: unknown, seen: Set<unknown>): string => {
    if (typeof value === "string") return latin1(utf8.encode(value));
    if (typeof value !== "object" || value === null) return String(value);
    if (seen.has(value)) return "";
    seen.add(value);
    if (value instanceof ArrayBuffer) return latin1(new Uint8Array(value));
    if (ArrayBuffer.isView(value)) return latin1(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    const parts: string[] = [];
    if (value instanceof Map) for (const [k, v] of value) parts.push(flatten(k, seen), flatten(v, seen));
    else if (value instanceof Set) for (const v of value) parts.push(flatten(v, seen));
    // Numbers in a list may be bytes in disguise.
    if (Array.isArray(value) && value.length > 5 && value.every((v) => Number.isInteger(v) && v >= 0 && v < 256))
      parts.push(latin1(Uint8Array.from(value as number[])));
    for (const key of Object.keys(value))
      parts.push(flatten(key, seen), flatten((value as Record<string, unknown>)[key], seen));
    return parts.join("\n");
  };
  const record = (channel: string, data: unknown): void => {
    try {
      bindings.__record({
        realm: location.origin,
        top: window.top === window,
        channel,
        text: flatten(data, new Set()),
      });
    } catch (error) {
      bindings.__record({ realm: location.origin, top: false, channel: "error", text: String(error) });
    }
  };
  const { postMessage } = MessagePort.prototype;
  MessagePort.prototype.postMessage = function (this: MessagePort, ...args: [unknown, ...unknown[]]) {
    record("port", args[0]);
    return Reflect.apply(postMessage, this, args);
  };
  const heard = new WeakSet<EventTarget>();
  const { addEventListener: listen } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (this: EventTarget, ...args: Parameters<typeof listen>) {
    if (this instanceof MessagePort && args[0] === "message" && !heard.has(this)) {
      heard.add(this);
      Reflect.apply(listen, this, ["message", (event: Event) => record("port", (event as MessageEvent).data)]);
    }
    return Reflect.apply(listen, this, args);
  };
  window.addEventListener("message", (event) => record("window", event.data), { capture: true });
}

const started: Recorder[] = [];

/** The recorders started since this was last called: those of one test, if it is called after each. */
export function takeRecorders(): Recorder[] {
  return started.splice(0);
}

/**
 * Which realms count: host pages and the frame. The enclave's own window (top level) talks to the vault alone. A test
 * may serve it on a second port.
 */
const betweenHostAndFrame =
  (enclave: string) =>
  ({ realm, top }: RecordedMessage): boolean =>
    !(top && URL.canParse(realm) && new URL(realm).hostname === new URL(enclave).hostname);

/**
 * Starts recording in a context, before any page is opened.
 * @param enclave the enclave's origin
 */
export async function startRecorder(context: BrowserContext, enclave: string): Promise<Recorder> {
  const messages: RecordedMessage[] = [];
  await context.exposeBinding("__record", (_, entry: RecordedMessage) => {
    if (betweenHostAndFrame(enclave)(entry)) messages.push(entry);
  });
  await context.addInitScript(instrument);
  const recorder: Recorder = {
    messages,
    expectAbsent(secrets) {
      for (const [name, value] of Object.entries(secrets)) {
        const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
        for (const message of messages) {
          const form = findSecret(message.text, bytes);
          if (form)
            throw new Error(
              `${name} crossed between host and frame as ${form} (${message.channel}, recorded at ${message.realm})`,
            );
        }
      }
    },
  };
  started.push(recorder);
  return recorder;
}
