/** What `npm start` prints when everything runs. */
import type { RunningDemo } from "./launch.ts";
import type { Ports } from "./ports.ts";

const NAMES: Record<keyof Ports["of"], string> = {
  neobank: "Neobank",
  enclave: "Enclave",
  acme: "Acme Card",
  node: "Storage node",
  mpc1: "MPC node 1",
  mpc2: "MPC node 2",
  mpc3: "MPC node 3",
  mpc4: "MPC node 4",
  mpc5: "MPC node 5",
};

/** Ports that were taken, one line each. */
export function movedText(moved: Ports["moved"]): string {
  return moved
    .map(({ service, wanted, port }) => `Port ${wanted} is taken: ${NAMES[service]} is on ${port}.\n`)
    .join("");
}

/** URLs and tokens for a person. */
export function readyText({ neobank, acme, enclave, node, mpc, operatorTokens }: RunningDemo, dataDir: string): string {
  const rows: [string, string][] = [
    ["Neobank, start here", neobank.url],
    ["  back office", `${neobank.url}/back-office.html`],
    ["  operator token", operatorTokens.neobank],
    ["Acme Card", acme.url],
    ["  back office", `${acme.url}/back-office.html`],
    ["  operator token", operatorTokens.acme],
    ["Enclave", enclave.url],
    ["Storage node", node.url],
    ...mpc.map(({ url }, i): [string, string] => [`MPC node ${i + 1}`, url]),
    ["Data", dataDir],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  return `\nidOS runs on this computer.\n\n${rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`).join("\n")}\n\nCtrl-C ends all of it.\n`;
}

/** The same for a program: one line of JSON. */
export function readyJson(demo: RunningDemo, dataDir: string, pid: number): string {
  return JSON.stringify({ ready: true, pid, dataDir, ...demo });
}
