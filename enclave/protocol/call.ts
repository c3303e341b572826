/** The asking side of a port: every call is raced against its deadline, its AbortSignal and the channel's death. */
import { releaseProxy, transfer, wrap } from "comlink";
import * as v from "valibot";
import { aborted, fromWireError, IdosError, isCode, throwIfAborted } from "./errors.ts";
import { guardClient, type PostPort } from "./guard.ts";
import { movedBuffers } from "./moved-bytes.ts";
import { HEARTBEAT } from "./policies.ts";
import { parse } from "./schemas.ts";

/** Options of {@link createCaller}. */
export interface CallerOptions<M> {
  /** Of what the other side must answer. */
  result(method: keyof M): v.GenericSchema;
  /** Milliseconds, or null for a call that waits for a person. */
  deadline(method: keyof M): number | null;
  /** Told once, when the other side stops answering heartbeats. */
  onSilent(): void;
}

/** What a method of a table is sent. */
export type Params<M, K extends keyof M> = M[K] extends { params: infer P } ? P : never;
type Result<M, K extends keyof M> = M[K] extends { result: infer R } ? R : never;

/** What {@link createCaller} returns. */
export interface Caller<M> {
  /**
   * Calls a method of the other side.
   * @throws IdosError of the other side; `ABORTED`, `TIMEOUT`, or the error given to `die`
   */
  call<K extends keyof M & string>(
    method: K,
    params: Params<M, K>,
    options?: { signal?: AbortSignal | undefined },
  ): Promise<Result<M, K>>;
  /** Rejects every pending and later call, and closes the port. */
  die(error: IdosError): void;
}

const envelope = v.union([
  v.strictObject({ ok: v.literal(true), value: v.unknown() }),
  v.strictObject({
    ok: v.literal(false),
    error: v.strictObject({
      code: v.custom<IdosError["code"]>(isCode),
      message: v.string(),
      retryable: v.boolean(),
      data: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))),
    }),
  }),
]);

/** Calls the methods that the other end of a port serves. */
export function createCaller<M>(port: PostPort, { result, deadline, onSilent }: CallerOptions<M>): Caller<M> {
  let dead: IdosError | undefined;
  let calls = 0;
  const pending = new Set<(error: IdosError) => void>();
  const heartbeat = createHeartbeat(port, () => pending.size > 0, onSilent);
  // Held for the caller's whole life: comlink releases the channel when the root proxy is collected.
  const remote = wrap<Record<string, (params: unknown, callId: string) => Promise<unknown>>>(
    guardClient(port, () => heartbeat.heard()),
  );

  return {
    async call(method, params, { signal } = {}) {
      if (dead) throw dead;
      throwIfAborted(signal);
      const callId = String(++calls);
      const buffers = movedBuffers(params);
      // Asked first: what follows is done while the request travels.
      const asked = remote[method]?.(buffers.length ? transfer(params as object, buffers) : params, callId);
      const cleanups: (() => void)[] = [];
      const stopped = new Promise<never>((_, reject) => {
        const cancel = (error: IdosError) => {
          port.postMessage({ type: "CANCEL", callId });
          reject(error);
        };
        pending.add(reject);
        const onAbort = () => cancel(aborted());
        signal?.addEventListener("abort", onAbort, { once: true });
        const ms = deadline(method);
        const timer =
          ms === null
            ? undefined
            : setTimeout(() => cancel(new IdosError("TIMEOUT", `${method}: no answer within ${ms} ms`)), ms);
        cleanups.push(() => {
          pending.delete(reject);
          signal?.removeEventListener("abort", onAbort);
          clearTimeout(timer);
        });
      });
      heartbeat.start();
      try {
        const answer = parse(envelope, await Promise.race([asked, stopped]), "answer");
        if (!answer.ok) throw fromWireError(answer.error);
        return parse(result(method), answer.value, `${method} answer`) as Result<M, typeof method>;
      } finally {
        for (const cleanup of cleanups) cleanup();
      }
    },
    die(error) {
      if (dead) return;
      dead = error;
      for (const reject of [...pending]) reject(error);
      heartbeat.stop();
      // Else comlink's registry holds the port, whose listener holds this proxy, for as long as the page lives.
      remote[releaseProxy]();
      port.close();
    },
  };
}

/**
 * Counts unanswered beats instead of time: a tab that slept would otherwise wake up to a false alarm. Beats only while
 * calls are pending, and ends with the first beat at which none is: calls that follow each other share one timer.
 */
function createHeartbeat(port: PostPort, isNeeded: () => boolean, onSilent: () => void) {
  let timer: ReturnType<typeof setInterval> | undefined;
  let beat = 0;
  let unanswered = 0;
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  return {
    start() {
      if (timer !== undefined) return;
      unanswered = 0;
      timer = setInterval(() => {
        if (!isNeeded()) stop();
        else if (unanswered >= HEARTBEAT.missed) onSilent();
        else {
          unanswered++;
          port.postMessage({ type: "PING", n: ++beat });
        }
      }, HEARTBEAT.every);
    },
    heard() {
      unanswered = 0;
    },
    stop,
  };
}
