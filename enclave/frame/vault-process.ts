/** Starts the vault's worker and ends it. Ending it is how the key is locked. */
import { expose, wrap, type Remote } from "comlink";
// Under Trusted Types a worker's URL must come from a policy, and this is the only URL that it lets through.
import workerUrl from "../vault/worker.ts?worker&url";
import type { FrameApi, VaultApi } from "../vault/contract.ts";
import { IdosError } from "../protocol/errors.ts";

/** A running vault. */
export interface VaultProcess {
  api: Remote<VaultApi>;
  /** Rejects when the vault ends or dies. */
  gone: Promise<never>;
  end(): void;
}

const allowed = new URL(workerUrl, import.meta.url).href;
const policy = window.trustedTypes?.createPolicy("idos-vault", {
  createScriptURL(url) {
    if (url !== allowed) throw new TypeError("Not the vault's URL");
    return url;
  },
});

/** Starts a vault that is served by this frame. */
export function startVault(frame: FrameApi): VaultProcess {
  // lib.dom does not know yet that a Worker takes a TrustedScriptURL.
  const url = (policy?.createScriptURL(allowed) ?? allowed) as string;
  const worker = new Worker(url, { type: "module" });
  const calls = new MessageChannel();
  const asks = new MessageChannel();
  expose(frame, asks.port1);
  worker.postMessage(null, [calls.port2, asks.port2]);

  let fail: (error: IdosError) => void = () => {};
  const gone = new Promise<never>((_, reject) => (fail = reject));
  gone.catch(() => {});
  const end = (error: IdosError): void => {
    worker.terminate();
    calls.port1.close();
    asks.port1.close();
    fail(error);
  };
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    end(new IdosError("INTERNAL", "The vault stopped; try again"));
  });
  return {
    api: wrap<VaultApi>(calls.port1),
    gone,
    end: () => end(new IdosError("LOCKED", "The key was locked meanwhile")),
  };
}
