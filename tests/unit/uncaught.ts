/** Uncaught errors that a test means to happen. */

/** Runs work and gives what was reported as an uncaught error meanwhile, instead of failing the test for it. */
export async function uncaughtIn(work: () => Promise<void>): Promise<unknown[]> {
  const uncaught: unknown[] = [];
  const report = (event: ErrorEvent): void => {
    event.preventDefault();
    uncaught.push(event.error);
  };
  // The runner's own handler would fail the test.
  const { onerror } = window;
  window.onerror = null;
  window.addEventListener("error", report);
  try {
    await work();
  } finally {
    window.removeEventListener("error", report);
    window.onerror = onerror;
  }
  return uncaught;
}
