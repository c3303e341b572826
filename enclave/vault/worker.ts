/** The vault's worker. The frame starts it when a key is first needed and ends it to lock. */
import { expose, wrap } from "comlink";
import { loadConfig, loadConsumers } from "../config/config.ts";
import type { FrameApi } from "../contract/vault-api.ts";
import { OPENING, startOpening } from "./start-opening.ts";
import { createVault } from "./vault.ts";

/** Held for as long as the worker lives: that it is free again tells the frame that the worker is gone. */
function holdLock(name: string): void {
  navigator.locks
    ?.request(name, () => {
      postMessage("locked");
      return new Promise(() => {});
    })
    // Storage may be blocked. The frame then has only the worker's error event.
    .catch(() => {});
}

/** The vault's second thread: see `opening-thread.ts`. */
async function serveOpening(port: MessagePort): Promise<void> {
  const { createOpening } = await import("./opening.ts");
  // Nothing stops it but the end of this worker.
  expose(createOpening(new AbortController().signal), port);
  const { warmUp } = await import("./warm-up.ts");
  await warmUp();
}

// The first and only message brings a lock's name and two ports: one on which the vault serves, one on which the frame
// does. Or, from the vault itself, one port on which to open credentials.
addEventListener(
  "message",
  ({ data, ports: [calls, asks] }: MessageEvent<string>) => {
    if (!calls) return;
    if (data === OPENING) return void serveOpening(calls).catch(reportError);
    if (!asks) return;
    const sources = { config: loadConfig, consumers: loadConsumers, opening: startOpening };
    expose(createVault(wrap<FrameApi>(asks), sources), calls);
    holdLock(data);
  },
  { once: true },
);
