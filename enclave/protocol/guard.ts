/**
 * The guard between a MessagePort and comlink. `Comlink.expose` walks any property path that the peer sends,
 * so a peer could run code, replace methods or pollute prototypes. The guard rebuilds every message from
 * scratch and lets through only these:
 *   requests  { id, type: "APPLY", path: [method], argumentList: [RAW params, RAW callId] }, method in the table
 *   answers   { id, type: "RAW", value: envelope }
 *   its own   CANCEL { callId }, PING { n }, PONG { n }
 * Anything else is answered with `INVALID_ARGUMENT`, never dropped in silence (an answer is not answered).
 */
import type { Endpoint } from "comlink";
import type { WireError } from "./errors.ts";

/** What is used of a port. */
export interface PostPort extends Pick<MessagePort, "addEventListener" | "removeEventListener" | "start" | "close"> {
  postMessage(message: unknown, transfer?: Transferable[]): void;
}

/** What a call resolves to on the wire. */
export type Envelope = { ok: true; value: unknown } | { ok: false; error: WireError };

/** Options of {@link guardServer}. */
export interface GuardServerOptions {
  /** The only methods that a request may name. */
  methods: readonly string[];
  onCancel(callId: string): void;
}

const MAX_ID = 64;
const isId = (value: unknown): value is string =>
  typeof value === "string" && value.length > 0 && value.length <= MAX_ID;

/** Own data property of a cloned object; undefined for everything else. */
function own(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function raw(value: unknown): { type: "RAW"; value: unknown } | undefined {
  return own(value, "type") === "RAW" ? { type: "RAW", value: own(value, "value") } : undefined;
}

function request(data: unknown, methods: readonly string[]): object | undefined {
  const [id, type, path, args] = ["id", "type", "path", "argumentList"].map((key) => own(data, key));
  if (!isId(id) || type !== "APPLY" || !Array.isArray(path) || !Array.isArray(args)) return undefined;
  const method: unknown = path[0];
  if (path.length !== 1 || typeof method !== "string" || !methods.includes(method) || args.length !== 2)
    return undefined;
  const params = raw(args[0]);
  const callId = raw(args[1]);
  if (!params || !callId || !isId(callId.value)) return undefined;
  return { id, type: "APPLY", path: [method], argumentList: [params, callId] };
}

type Listener = (event: MessageEvent) => void;

/** What one side lets through. */
interface Filters {
  in(event: MessageEvent): object | undefined;
  out(message: object): object | undefined;
}

/** comlink hands the same listener to add and remove; a port has one guard and one listener. */
function endpoint(port: PostPort, filters: Filters): Endpoint {
  const wrapped = new Map<unknown, Listener>();
  return {
    postMessage: (message: object, transfer?: Transferable[]) => {
      const clean = filters.out(message);
      if (clean) port.postMessage(clean, transfer ?? []);
    },
    addEventListener: (_type: string, listener: EventListenerOrEventListenerObject) => {
      const handler: Listener = (event) => {
        for (const stray of event.ports) stray.close();
        const data = filters.in(event);
        if (!data) return;
        // All that comlink reads of an event; making a real one costs as much as the rest of the guard.
        const clean = { data, origin: "" } as MessageEvent;
        if (typeof listener === "function") listener(clean);
        else listener.handleEvent(clean);
      };
      wrapped.set(listener, handler);
      port.addEventListener("message", handler);
    },
    removeEventListener: (_type: string, listener: EventListenerOrEventListenerObject) => {
      const handler = wrapped.get(listener);
      if (handler) port.removeEventListener("message", handler);
      wrapped.delete(listener);
    },
    start: () => port.start(),
  };
}

function refusal(id: unknown, code: WireError["code"], message: string): object {
  const error: WireError = { code, message, retryable: false };
  return { id: isId(id) ? id : "", type: "RAW", value: { ok: false, error } satisfies Envelope };
}
const notARequest = (id: unknown): object => refusal(id, "INVALID_ARGUMENT", "Not a request of this protocol");

/** The answering side's endpoint, for `Comlink.expose`. */
export function guardServer(port: PostPort, { methods, onCancel }: GuardServerOptions): Endpoint {
  // What cannot be cloned into this realm (shared memory, a compiled module) has no data and no id.
  port.addEventListener("messageerror", () => port.postMessage(notARequest(undefined)));
  return endpoint(port, {
    in({ data }) {
      const type = own(data, "type");
      const callId = own(data, "callId");
      const n = own(data, "n");
      if (type === "CANCEL" && isId(callId)) onCancel(callId);
      else if (type === "PING" && typeof n === "number") port.postMessage({ type: "PONG", n });
      else {
        const clean = request(data, methods);
        if (clean) return clean;
        port.postMessage(notARequest(own(data, "id")));
      }
      return undefined;
    },
    out(message) {
      const id = own(message, "id");
      // comlink's own forms of answer (a thrown error with its stack) do not leave.
      const answer = raw(message);
      return answer ? { id, ...answer } : refusal(id, "INTERNAL", "Something went wrong in the enclave");
    },
  });
}

/** The asking side's endpoint, for `Comlink.wrap`. `onPong` is told each answered heartbeat. */
export function guardClient(port: PostPort, onPong: (n: number) => void): Endpoint {
  return endpoint(port, {
    in({ data }) {
      const n = own(data, "n");
      if (own(data, "type") === "PONG" && typeof n === "number") {
        onPong(n);
        return undefined;
      }
      const id = own(data, "id");
      const answer = raw(data);
      return answer && isId(id) ? { id, ...answer } : undefined;
    },
    // comlink also says RELEASE when its proxy is collected; the port's end is told otherwise.
    out: (message) => (own(message, "type") === "APPLY" ? message : undefined),
  });
}
