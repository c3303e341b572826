/**
 * The host's calls in the vault: one after another, each cancelled with its call, and ended with the vault. A view that
 * shows its credentials asks nothing any more: the next view takes its place at once, and any other flow when the person
 * says so in the frame.
 */
import { transfer } from "comlink";
import { CALLS, type KeyMethod } from "../protocol/calls/calls.ts";
import type { Call } from "../protocol/calls/definition.ts";
import { aborted, fromWireError, type IdosError } from "../protocol/errors.ts";
import { reasonOf, untilAborted } from "../protocol/until-aborted.ts";
import type { Envelope } from "../protocol/guard.ts";
import { movedBuffers } from "../protocol/moved-bytes.ts";
import type { Leave, VaultCalls, VaultMethod } from "../contract/vault-api.ts";
import type { DeclineLimit, ShownPrompt } from "./decline-limit.ts";
import type { TurnEnd } from "./kept-window.ts";
import type { VaultProcess } from "./vault-process.ts";

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
  declines: DeclineLimit;
  /** The running vault, started if there is none. */
  vault(): VaultProcess;
  /** True if the person let the site act for the user of these parameters. */
  connected(params: unknown): boolean;
  /** Flows came or went. */
  onChange(): void;
  /** A flow gets its turn. @param call undefined for what the frame itself asks for */
  onTurn(call: Call<unknown, unknown> | undefined): void;
  /** A flow's turn is over, with what it answers, unless it failed. It waits no more. */
  onEnd(how: TurnEnd, answer: object | undefined): void;
  /** A flow did not get its turn, and waits no more: it was cancelled by then, or the site is to wait. */
  onRefused(): void;
}

/** The queue. */
export interface FlowQueue {
  readonly current: RunningFlow | undefined;
  /** Flows that run or wait. */
  readonly size: number;
  /** The flow that gets its turn next, as far as none is cancelled. */
  readonly next: { readonly views: boolean } | undefined;
  /** A flow that would ask something waits until the person leaves the credentials that they look at. */
  readonly held: boolean;
  /**
   * Runs a flow when its turn comes. Both sides validate the answer: its type is the contract's.
   * @throws IdosError what it ended with; `ABORTED`, `RATE_LIMITED`
   */
  run<M extends VaultMethod>(
    method: M,
    params: VaultCalls[M]["params"],
    signal: AbortSignal,
  ): Promise<VaultCalls[M]["result"]>;
  /** The flow that has its turn shows a prompt. */
  prompted(): void;
  /** A view has its window and shows credentials from now on. @returns false if its turn is over */
  viewing(flow: string): boolean;
  /** Ends the view that is shown, as closing its window does. */
  leave(window: Leave): void;
  /** Ends all of them. */
  endAll(why: IdosError): void;
  /** Ends those that have not had their turn. */
  endWaiting(why: IdosError): void;
  /** Resolves when all that were asked for by now have ended. */
  settled(): Promise<void>;
}

/** A flow that runs or waits. */
interface Queued {
  readonly flow: RunningFlow;
  readonly stop: AbortController;
  readonly call: Call<unknown, unknown> | undefined;
  /** It shows credentials and asks nothing. */
  readonly views: boolean;
}

/** The flow that has its turn, as the queue knows it. */
interface Turn {
  readonly flow: RunningFlow;
  /** It is a view that shows credentials. */
  viewing: boolean;
  /** What becomes of the window that it left. */
  left: Leave | undefined;
  /** The prompt that it has shown. */
  prompt: ShownPrompt | undefined;
  end(window: Leave): void;
}

/** An empty queue. */
export function createFlowQueue(options: FlowQueueOptions): FlowQueue {
  const { site, declines, vault, connected, onChange, onTurn, onEnd, onRefused } = options;
  /** In the order of their turns. */
  const queued = new Map<string, Queued>();
  let current: Turn | undefined;
  let last: Promise<void> = Promise.resolve();

  const next = (): Queued | undefined =>
    [...queued.values()].find(({ flow }) => flow !== current?.flow && !flow.signal.aborted);

  function leave(window: Leave): void {
    if (!current?.viewing || current.left) return;
    current.left = window;
    current.end(window);
  }
  /** To another view. Asked whenever flows come or go. */
  function giveWay(): void {
    if (next()?.views) leave("keep");
  }

  async function turn<M extends VaultMethod>(
    method: M,
    params: VaultCalls[M]["params"],
    { api, gone }: VaultProcess,
    { flow, call }: Queued,
  ): Promise<VaultCalls[M]["result"]> {
    let answer: (envelope: Envelope) => void = () => {};
    const ended = new Promise<Envelope>((resolve) => (answer = resolve));
    const mine: Turn = {
      flow,
      viewing: false,
      left: undefined,
      prompt: undefined,
      end(window) {
        // Answered from here: the vault's own answer would come the later the more it has to open.
        answer({ ok: true, value: { closed: true } });
        void api.leave(flow.id, window);
      },
    };
    try {
      flow.signal.throwIfAborted();
      current = mine;
      await declines.check();
      flow.signal.throwIfAborted();
    } catch (error) {
      current = undefined;
      queued.delete(flow.id);
      onRefused();
      throw error;
    }
    onTurn(call);
    let given: VaultCalls[M]["result"] | undefined;
    try {
      const named = { id: flow.id, site, connected: connected(params) };
      // Bytes go on to the vault without a copy.
      const work = api.run(named, method, transfer(params, movedBuffers(params)));
      const envelope = await untilAborted(Promise.race([work, gone, ended]), flow.signal, reasonOf);
      if (!envelope.ok) throw fromWireError(envelope.error);
      // A page that replaces its own views was answered by nobody.
      if (!mine.left) mine.prompt?.answered();
      given = envelope.value as VaultCalls[M]["result"];
      return given;
    } finally {
      current = undefined;
      queued.delete(flow.id);
      const over = given || flow.signal.aborted ? "over" : "failed";
      onEnd(given && mine.left === "keep" ? "left" : over, given);
    }
  }

  return {
    get current() {
      return current?.flow;
    },
    get size() {
      return queued.size;
    },
    get next() {
      return next();
    },
    get held() {
      return current?.viewing === true && next()?.views === false;
    },
    async run(method, params, signal) {
      const process = vault();
      const id = crypto.randomUUID();
      const stop = new AbortController();
      const flow: RunningFlow = {
        id,
        signal: AbortSignal.any([signal, stop.signal]),
        cancel: () => stop.abort(aborted()),
      };
      const call: Call<unknown, unknown> | undefined = CALLS[method as KeyMethod];
      const mine: Queued = { flow, stop, call, views: call?.views === true };
      queued.set(id, mine);
      giveWay();
      onChange();
      flow.signal.addEventListener("abort", () => void process.api.cancel(id), { once: true });
      const answer = last.then(() => turn(method, params, process, mine));
      const over = (): void => {};
      last = answer.then(over, over);
      try {
        return await answer;
      } finally {
        giveWay();
        onChange();
      }
    },
    prompted() {
      if (current) current.prompt ??= declines.shown();
    },
    viewing(flow) {
      if (current?.flow.id !== flow) return false;
      current.viewing = true;
      giveWay();
      return true;
    },
    leave,
    endAll(why) {
      for (const { stop } of [...queued.values()]) stop.abort(why);
    },
    endWaiting(why) {
      for (const { flow, stop } of [...queued.values()]) if (flow !== current?.flow) stop.abort(why);
    },
    settled: () => last,
  };
}
