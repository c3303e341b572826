/** The vault's worker. The frame starts it when a key is first needed and ends it to lock. */
import { expose, wrap } from "comlink";
import { loadConfig, loadConsumers } from "../config/config.ts";
import type { FrameApi } from "./contract.ts";
import { createVault } from "./vault.ts";

// The first and only message brings two ports: one on which the vault serves, one on which the frame does.
addEventListener(
  "message",
  ({ ports: [calls, asks] }: MessageEvent) => {
    if (calls && asks)
      expose(createVault(wrap<FrameApi>(asks), { config: loadConfig, consumers: loadConsumers }), calls);
  },
  { once: true },
);
