/** Runs the vector checks inside a dedicated worker, where the vault lives. */
import {
  actionChecks,
  boxChecks,
  kdfChecks,
  kwilChecks,
  mpcChecks,
  type BoxVector,
  type KdfVector,
  type KwilVectors,
  type MpcVector,
} from "../../../interop/vector-checks.ts";

/** What the test sends: the parsed vector files. */
export interface Vectors {
  kdf: KdfVector[];
  box: BoxVector[];
  mpc: MpcVector[];
  kwil: KwilVectors;
  actions: Record<string, string[]>;
}

/** One answer per check. */
export interface VectorResult {
  name: string;
  error?: string;
}

addEventListener("message", ({ data }: MessageEvent<Vectors>) => {
  void (async () => {
    const checks = [
      ...kdfChecks(data.kdf),
      ...boxChecks(data.box),
      ...mpcChecks(data.mpc),
      ...kwilChecks(data.kwil),
      ...actionChecks(data.actions),
    ];
    const results: VectorResult[] = [];
    for (const { name, run } of checks)
      try {
        await run();
        results.push({ name });
      } catch (error) {
        results.push({ name, error: String(error) });
      }
    postMessage(results);
  })();
});
