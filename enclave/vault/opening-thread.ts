/**
 * Where {@link Opening} runs: in a worker of its own, which is ended with its grant, whatever it is doing. A thread that
 * was not used yet has seen nothing of a credential, and waits for the next grant.
 */
import { expose, transfer, wrap, type Remote } from "comlink";
import { fromWireError, IdosError } from "../protocol/errors.ts";
import type { Envelope } from "../protocol/guard.ts";
import { movedBuffers } from "../protocol/moved-bytes.ts";
import type { GrantResult } from "../protocol/calls/grant.ts";
import type { Approval, Found, Opening, OpeningJob } from "./opening.ts";

/** A running thread. */
export interface OpeningThread {
  open(job: OpeningJob): Promise<Found>;
  seal(approval: Approval): Promise<GrantResult>;
  /** Stops it in the middle of whatever it does; what was asked of it is never answered. */
  end(): void;
}

/** The thread's end of a port. */
export interface ServedOpening {
  port: MessagePort;
  /** Rejects if the thread fails. */
  failed: Promise<never>;
  end(): void;
}

/** Starts a thread. */
export type StartOpening = () => ServedOpening;

/** In this thread, where workers start no workers, in slices that a signal stops. */
export const startOpeningHere: StartOpening = () => {
  const { port1, port2 } = new MessageChannel();
  const ended = new AbortController();
  const served = import("./opening.ts").then(({ createOpening }) => expose(createOpening(ended.signal), port1));
  return {
    port: port2,
    failed: served.then(() => new Promise<never>(() => {})),
    end() {
      ended.abort();
      port1.close();
    },
  };
};

/** Hands threads out. */
export interface OpeningThreads {
  /** Has one ready, for {@link take}. */
  prepare(): void;
  /** One that nobody else has. */
  take(): OpeningThread;
}

function valueOf(envelope: Envelope): unknown {
  if (!envelope.ok) throw fromWireError(envelope.error);
  return envelope.value;
}

function threadOf({ port, failed, end }: ServedOpening): OpeningThread {
  const api: Remote<Opening> = wrap<Opening>(port);
  failed.catch(() => {});
  const asked = <T>(work: Promise<T>): Promise<T> => Promise.race([work, failed]);
  return {
    open: async (job) => valueOf(await asked<Envelope>(api.open(transfer(job, movedBuffers(job))))) as Found,
    seal: async (approval) => valueOf(await asked<Envelope>(api.seal(approval))) as GrantResult,
    end() {
      end();
      port.close();
    },
  };
}

/** None yet. */
export function createOpeningThreads(start: StartOpening): OpeningThreads {
  let ready: ServedOpening | undefined;
  return {
    prepare() {
      if (ready) return;
      const mine = (ready = start());
      // One that failed before it was needed is no use to the next.
      mine.failed.catch(() => {
        if (ready === mine) ready = undefined;
      });
    },
    take() {
      const mine = ready ?? start();
      ready = undefined;
      return threadOf(mine);
    },
  };
}

/** What a thread that could not be started, or that died, ends a grant with. */
export function openingFailed(): IdosError {
  return new IdosError("ENCLAVE_RESTARTED", "The vault stopped; try again");
}
