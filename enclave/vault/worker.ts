/** The vault's worker. The frame starts it when a key is first needed and ends it to lock. */
import { expose, wrap } from "comlink";
import { loadConfig, loadConsumers } from "../config/config.ts";
import type { FrameApi } from "./contract.ts";
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

// The first and only message brings a lock's name and two ports: one on which the vault serves, one on which the frame does.
addEventListener(
  "message",
  ({ data, ports: [calls, asks] }: MessageEvent<string>) => {
    if (!calls || !asks) return;
    expose(createVault(wrap<FrameApi>(asks), { config: loadConfig, consumers: loadConsumers }), calls);
    holdLock(data);
  },
  { once: true },
);
