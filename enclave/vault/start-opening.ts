/** Starts the worker in which credentials are opened: the vault's own script, in its second part. */
import { openingFailed, startOpeningHere, type StartOpening } from "./opening-thread.ts";

/** What the script is told that is to open credentials. Also the worker's name, for who looks at what runs. */
export const OPENING = "idos-opening";

// The script's own URL, which the frame checked, is the only one that it lets through.
const policy = self.trustedTypes?.createPolicy("idos-vault", {
  createScriptURL(url) {
    if (url !== location.href) throw new TypeError("Not the vault's URL");
    return url;
  },
});

function startWorker(): ReturnType<StartOpening> {
  // lib.dom does not know yet that a Worker takes a TrustedScriptURL.
  const url = (policy?.createScriptURL(location.href) ?? location.href) as string;
  const worker = new Worker(url, { type: "module", name: OPENING });
  const { port1, port2 } = new MessageChannel();
  const failed = new Promise<never>((_, reject) =>
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      reject(openingFailed());
    }),
  );
  worker.postMessage(OPENING, [port1]);
  return { port: port2, failed, end: () => worker.terminate() };
}

/** See {@link StartOpening}. */
export const startOpening: StartOpening = typeof Worker === "undefined" ? startOpeningHere : startWorker;
