/**
 * The whole check: lint, types, build, size budgets, unit, interoperability and end-to-end tests. Every step runs
 * even if one before it failed, except that nothing can be tested without a build. The last line is the count.
 */
import { spawn } from "node:child_process";
import process from "node:process";
import { ensureChromium } from "./harness/chromium.mjs";

interface Step {
  name: string;
  command: string[];
  /** Counts as one test; otherwise the step prints `N passed, N failed` itself. */
  single: boolean;
}

const STEPS: Step[] = [
  { name: "lint", command: ["npm", "run", "--silent", "lint"], single: true },
  { name: "typecheck", command: ["npm", "run", "--silent", "typecheck"], single: true },
  { name: "build", command: ["npm", "run", "--silent", "build"], single: true },
  { name: "size", command: ["npm", "run", "--silent", "size"], single: true },
  { name: "unit", command: ["npm", "run", "--silent", "test:unit"], single: false },
  { name: "interop", command: ["npm", "run", "--silent", "test:interop"], single: false },
  { name: "e2e", command: ["npm", "run", "--silent", "test:e2e"], single: false },
  { name: "clocks", command: ["npm", "run", "--silent", "test:clocks"], single: false },
];

/** Terminal control sequences, which the runners print even into a pipe. */
const ESCAPES = /\u001b\[[0-9;]*[A-Za-z]/g;
const COUNT = /^(\d+) passed, (\d+) failed$/gm;

/** Runs a step and returns its counts; one that ends badly without counting is a failure. */
function run({ name, command, single }: Step): Promise<{ passed: number; failed: number }> {
  const [program = "", ...args] = command;
  console.log(`\n── ${name}`);
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, FORCE_COLOR: "0" },
    });
    let output = "";
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
      process.stdout.write(chunk);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.once("close", (code) => {
      console.log(`── ${name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
      const count = [...output.replace(ESCAPES, "").matchAll(COUNT)].at(-1);
      if (single || !count) return resolve(code === 0 && single ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
      const [passed, failed] = [Number(count[1]), Number(count[2])];
      // A runner that ends badly although nothing failed, or that ran nothing, has failed.
      resolve({ passed, failed: failed || code === 0 ? failed || (passed ? 0 : 1) : 1 });
    });
  });
}

ensureChromium();
let passed = 0;
let failed = 0;
for (const step of STEPS) {
  const result = await run(step);
  passed += result.passed;
  failed += result.failed;
  if (step.name === "build" && result.failed) break;
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
