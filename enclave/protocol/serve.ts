/** The answering side of a port: validation, deadlines, aborts and envelopes around the handlers of a method table. */
import { expose, transfer } from "comlink";
import type { GenericSchema } from "valibot";
import { aborted, IdosError, toWireError } from "./errors.ts";
import { guardServer, type Envelope, type PostPort } from "./guard.ts";
import { movedBuffers } from "./moved-bytes.ts";
import { MAX_PENDING } from "./policies.ts";
import { parse } from "./schemas.ts";
import { reasonOf, untilAborted } from "./until-aborted.ts";

/** Handlers of a method table. */
export type Handlers<M> = {
  [K in keyof M]: M[K] extends { params: infer P; result: infer R }
    ? (params: P, signal: AbortSignal) => Promise<R>
    : never;
};

/** Options of {@link serve}. */
export interface ServeOptions<M> {
  /** Of what a call must bring. */
  params(method: keyof M): GenericSchema;
  /** Milliseconds, or null for a call that waits for a person. */
  deadline(method: keyof M): number | null;
  handlers: Handlers<M>;
}

/** What {@link serve} returns. */
export interface Server {
  /** Aborts every running call and closes the port. */
  stop(): void;
}

type AnyHandler = (params: unknown, signal: AbortSignal) => Promise<unknown>;

/** Answers the calls that arrive on a port. */
export function serve<M>(port: PostPort, { params, deadline, handlers }: ServeOptions<M>): Server {
  const running = new Map<string, AbortController>();
  const methods = Object.keys(handlers) as (keyof M & string)[];

  async function answer(method: keyof M & string, value: unknown, callId: string): Promise<Envelope> {
    if (running.has(callId)) return failed(new IdosError("INVALID_ARGUMENT", "callId: already in use"));
    if (running.size >= MAX_PENDING) return failed(new IdosError("RATE_LIMITED", "Too many calls are waiting"));
    const controller = new AbortController();
    running.set(callId, controller);
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      const checked: unknown = parse(params(method), value, method);
      const ms = deadline(method);
      if (ms !== null)
        timer = setTimeout(() => controller.abort(new IdosError("TIMEOUT", `${method} took longer than ${ms} ms`)), ms);
      const work = (handlers[method] as AnyHandler)(checked, controller.signal);
      const result = await untilAborted(work, controller.signal, reasonOf);
      const envelope: Envelope = { ok: true, value: result };
      const buffers = movedBuffers(result);
      return buffers.length ? transfer(envelope, buffers) : envelope;
    } catch (error) {
      return failed(error);
    } finally {
      clearTimeout(timer);
      running.delete(callId);
    }
  }

  const api = Object.create(null) as Record<string, (params: unknown, callId: string) => Promise<Envelope>>;
  for (const method of methods) api[method] = (value, callId) => answer(method, value, callId);
  expose(api, guardServer(port, { methods, onCancel: (callId) => running.get(callId)?.abort(aborted()) }));

  return {
    stop() {
      for (const controller of running.values()) controller.abort(aborted());
      port.close();
    },
  };
}

function failed(error: unknown): Envelope {
  return { ok: false, error: toWireError(error) };
}
