/** Starts the vault's worker and ends it. Ending it is how the key is locked. */
import { expose, wrap, type Remote } from "comlink";
// Under Trusted Types a worker's URL must come from a policy, and this is the only URL that it lets through.
import workerUrl from "../vault/worker.ts?worker&url";
import type { FrameApi, VaultApi } from "../contract/vault-api.ts";
import { IdosError } from "../protocol/errors.ts";
import { checkVaultFiles } from "./vault-integrity.ts";

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
  const calls = new MessageChannel();
  const asks = new MessageChannel();
  expose(frame, asks.port1);
  const ended = new AbortController();
  let fail: (error: IdosError) => void = () => {};
  const gone = new Promise<never>((_, reject) => (fail = reject));
  gone.catch(() => {});
  const end = (error: IdosError): void => {
    ended.abort();
    calls.port1.close();
    asks.port1.close();
    fail(error);
  };
  const stopped = (): void => end(new IdosError("ENCLAVE_RESTARTED", "The vault stopped; try again"));

  function start(): void {
    if (ended.signal.aborted) return;
    // lib.dom does not know yet that a Worker takes a TrustedScriptURL.
    const url = (policy?.createScriptURL(allowed) ?? allowed) as string;
    const worker = new Worker(url, { type: "module" });
    ended.signal.addEventListener("abort", () => worker.terminate());
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      stopped();
    });
    // A worker that the browser ends fires no event, but its lock becomes free.
    const lock = `idos-vault-${crypto.randomUUID()}`;
    worker.addEventListener(
      "message",
      () => void navigator.locks.request(lock, { signal: ended.signal }, stopped).catch(() => {}),
      { once: true },
    );
    worker.postMessage(lock, [calls.port2, asks.port2]);
  }
  checkVaultFiles(allowed, ended.signal).then(start, end);

  return {
    api: wrap<VaultApi>(calls.port1),
    gone,
    end: () => end(new IdosError("LOCKED", "The key was locked meanwhile")),
  };
}
