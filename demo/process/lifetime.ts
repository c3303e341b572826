/** Ends what was started: on Ctrl-C, on a signal, and when the process that started the demo is gone. */
import process from "node:process";

/** Something that runs until it is stopped. */
export interface Stoppable {
  stop(): Promise<void>;
}

const PARENT_CHECK_MS = 250;
/** After that the process exits, whatever still hangs. */
const STOP_DEADLINE_MS = 1_800;
/** One Ctrl-C may come twice: from the terminal, and from an npm that passes it on. */
const SAME_SIGNAL_MS = 500;

/** Stops all; what fails or hangs does not keep the others. */
export async function stopAll(running: readonly Stoppable[]): Promise<void> {
  await Promise.allSettled(running.map((service) => service.stop()));
}

/**
 * Calls `stop` once and then exits: on Ctrl-C, SIGTERM and SIGHUP, and when the parent process is gone. Another signal
 * half a second later exits at once.
 * @param stop what ends the demo
 * @param onStopping told once, with the reason in words
 */
export function exitWhenTold(stop: () => Promise<void>, onStopping: (reason: string) => void): void {
  const parent = process.ppid;
  let stopping: number | undefined;
  const end = (reason: string): void => {
    if (stopping !== undefined) {
      if (performance.now() - stopping > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    stopping = performance.now();
    clearInterval(watch);
    onStopping(reason);
    setTimeout(() => process.exit(0), STOP_DEADLINE_MS);
    void stop().finally(() => process.exit(0));
  };
  // A process that lost its parent gets another one: nobody is left to stop the demo.
  const watch = setInterval(() => {
    if (process.ppid !== parent) end("the process that started it is gone");
  }, PARENT_CHECK_MS);
  watch.unref();
  process.on("SIGINT", () => end("interrupted"));
  process.on("SIGTERM", () => end("told to end"));
  process.on("SIGHUP", () => end("the terminal was closed"));
}
