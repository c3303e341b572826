/** The host's calls in the vault: one after another, each cancelled with its call, and ended with the vault. */
import type { Remote } from "comlink";
import { aborted, fromWireError, isIdosError, type Code, type IdosError } from "../protocol/errors.ts";
import type { Envelope } from "../protocol/guard.ts";
import type { Flow, VaultApi } from "../vault/contract.ts";
import { createDeclineLimit } from "./decline-limit.ts";
import type { VaultProcess } from "./vault-process.ts";

/** What a person does to a prompt that they do not want. */
const DECLINED: readonly Code[] = ["USER_REJECTED", "USER_CLOSED", "NO_MATCH", "WINDOW_BLOCKED"];

/** What a flow runs in the vault. */
export type FlowBody<P> = (api: Remote<VaultApi>, flow: Flow, params: P) => Promise<Envelope>;

/** The flow that has its turn. */
export interface RunningFlow {
  readonly id: string;
  readonly signal: AbortSignal;
  /** The person cancels it, in the frame. */
  cancel(): void;
}

/** Options of {@link createFlowQueue}. */
export interface FlowQueueOptions {
  /** The host's origin. */
  site: string;
  /** The running vault, started if there is none. */
  vault(): VaultProcess;
  /** True if the person let the site act for the user of these parameters. */
  connected(params: unknown): boolean;
  /** Flows came or went. */
  onChange(): void;
  /** A flow's turn is over. */
  onEnd(): void;
}

/** The queue. */
export interface FlowQueue {
  readonly current: RunningFlow | undefined;
  /** Flows that run or wait. */
  readonly size: number;
  /** Runs a flow when its turn comes. @throws IdosError what it ended with; `ABORTED`, `RATE_LIMITED` */
  run<P>(body: FlowBody<P>, params: P, signal: AbortSignal): Promise<unknown>;
  /** Ends all of them. */
  endAll(why: IdosError): void;
  /** Resolves when all that were asked for by now have ended. */
  settled(): Promise<void>;
}

/** An empty queue. */
export function createFlowQueue({ site, vault, connected, onChange, onEnd }: FlowQueueOptions): FlowQueue {
  const declines = createDeclineLimit();
  const stops = new Map<string, AbortController>();
  let current: RunningFlow | undefined;
  let last: Promise<void> = Promise.resolve();

  async function turn<P>(
    body: FlowBody<P>,
    params: P,
    { api, gone }: VaultProcess,
    flow: RunningFlow,
  ): Promise<unknown> {
    flow.signal.throwIfAborted();
    declines.check();
    current = flow;
    try {
      const stopped = new Promise<never>((_, reject) =>
        flow.signal.addEventListener("abort", () => reject(flow.signal.reason as Error), { once: true }),
      );
      const work = body(api, { id: flow.id, site, connected: connected(params) }, params);
      const answer = await Promise.race([work, gone, stopped]);
      if (!answer.ok) throw fromWireError(answer.error);
      declines.accepted();
      return answer.value;
    } catch (error) {
      if (stops.get(flow.id)?.signal.aborted || (isIdosError(error) && DECLINED.includes(error.code)))
        declines.declined();
      throw error;
    } finally {
      current = undefined;
      onEnd();
    }
  }

  return {
    get current() {
      return current;
    },
    get size() {
      return stops.size;
    },
    async run(body, params, signal) {
      const process = vault();
      const id = crypto.randomUUID();
      const stop = new AbortController();
      const flow: RunningFlow = {
        id,
        signal: AbortSignal.any([signal, stop.signal]),
        cancel: () => stop.abort(aborted()),
      };
      stops.set(id, stop);
      onChange();
      flow.signal.addEventListener("abort", () => void process.api.cancel(id), { once: true });
      const mine = last.then(() => turn(body, params, process, flow));
      const over = (): void => {};
      last = mine.then(over, over);
      try {
        return await mine;
      } finally {
        stops.delete(id);
        onChange();
      }
    },
    endAll(why) {
      for (const stop of [...stops.values()]) stop.abort(why);
    },
    settled: () => last,
  };
}
