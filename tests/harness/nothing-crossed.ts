/** What holds after every test of the demo: nothing planted, no password and no key crossed between a host and its frame. */
import type { RunningDemo } from "./demo.ts";
import { PASSWORD, PLANTED } from "./journeys.ts";
import { takeRecorders } from "./recorder.ts";
import { allMpcSecrets } from "./secrets.ts";

/** Searches all that the test recorded. To be called after each test, also a failed one, so that none is left over. */
export async function expectNothingCrossed(demo: RunningDemo): Promise<void> {
  const recorders = takeRecorders();
  if (!recorders.length) return;
  const secrets = [{ ...PLANTED, password: PASSWORD }, ...(await allMpcSecrets(demo.dataDir))];
  for (const recorder of recorders) for (const one of secrets) recorder.expectAbsent(one);
}
