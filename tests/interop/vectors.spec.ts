/** Every frozen vector against the enclave's own modules, in Node. */
import { readFileSync } from "node:fs";
import { expect, test } from "playwright/test";
import {
  actionChecks,
  boxChecks,
  type BoxVector,
  kdfChecks,
  type KdfVector,
  kwilChecks,
  type KwilVectors,
  mpcChecks,
  type MpcVector,
  type VectorCheck,
} from "./vector-checks.ts";

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), "utf8")) as T;
}

/** argon2id is the browser's WebAssembly build: its vectors run in a browser's worker. */
const inNode = ({ kdf }: KdfVector): boolean => kdf !== "argon2id-v1";

const suites: [string, VectorCheck[], number][] = [
  ["kdf.json", kdfChecks(read<KdfVector[]>("kdf").filter(inNode)), 14],
  ["box.json", boxChecks(read<BoxVector[]>("box")), 8],
  ["mpc.json", mpcChecks(read<MpcVector[]>("mpc")), 16],
  ["kwil.json", kwilChecks(read<KwilVectors>("kwil")), 5],
  ["kwil-actions.json", actionChecks(read<Record<string, string[]>>("kwil-actions")), 52],
];

for (const [file, checks, count] of suites)
  test.describe(file, () => {
    test("has all its vectors", () => expect(checks).toHaveLength(count));
    for (const check of checks) test(check.name, async () => check.run());
  });
