/** `npm run bench -- <suite> …`: runs the named suites, or all, and ends with 1 if one breaks a promise. */
import process from "node:process";
import { channel } from "./channel.ts";
import { custody } from "./custody.ts";
import { network } from "./network.ts";
import { proof } from "./proof.ts";
import { keeps, type Measure, type Suite } from "./suite.ts";

const SUITES: Record<string, Suite> = { channel, custody, network, proof };

function line(measure: Measure): string {
  const { name, value, unit, limit } = measure;
  const number = value.toFixed(Math.abs(value) < 10 ? 2 : 0);
  const promise = limit ? ("atLeast" in limit ? `≥ ${limit.atLeast}` : `≤ ${limit.atMost}`) : "";
  return `  ${keeps(measure) ? " " : "✗"} ${name.padEnd(52)} ${number.padStart(8)} ${unit.padEnd(8)} ${promise}`.trimEnd();
}

const names = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(SUITES, name));
if (unknown.length) {
  console.error(`No suite ${unknown.join(", ")}: there are ${Object.keys(SUITES).join(", ")}`);
  process.exit(2);
}

let broken = 0;
for (const [name, suite] of Object.entries(SUITES)) {
  if (names.length && !names.includes(name)) continue;
  console.log(`\n${name}: ${suite.title}`);
  const measures = await suite.run((text) => console.log(`    ${text}`));
  console.log(measures.map(line).join("\n"));
  broken += measures.filter((measure) => !keeps(measure)).length;
}
process.exit(broken ? 1 : 0);
