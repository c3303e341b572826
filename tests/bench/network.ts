/** The storage node under load, against a bare endpoint on the same database engine in the same run. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { randomBytes } from "../../enclave/crypto/bytes.ts";
import { evmAddress } from "../../enclave/crypto/evm.ts";
import { dropSnapshot } from "../../demo/network/node/pglite-snapshot.ts";
import { createClient, steady, throughput } from "./load.ts";
import { type Person, send, setUp } from "./people-under-load.ts";
import { startServer } from "./process-under-load.ts";
import type { Suite } from "./suite.ts";

/** Length of the steady load; `BENCH_SECONDS` makes it another. */
const SECONDS = Number(process.env["BENCH_SECONDS"] ?? 30);
const READS = 300;
const WRITES = 100;
const PEOPLE = 40;
/** Length of each measurement of what is possible at most. */
const BURST = 5;
const CONCURRENCY = 16;

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / (values.length || 1);

async function bareRates(folder: string): Promise<{ reads: number; writes: number }> {
  const server = await startServer("./bare-endpoint.ts", [folder]);
  const client = createClient(server.url);
  try {
    const ids = Array.from({ length: 200 }, () => crypto.randomUUID());
    for (const id of ids) await client.post("/write", JSON.stringify({ id, value: "x".repeat(4096) }));
    let next = 0;
    const reads = await throughput(BURST, CONCURRENCY, () =>
      client.post("/read", JSON.stringify({ id: ids[next++ % ids.length] })),
    );
    const writes = await throughput(BURST, CONCURRENCY, () =>
      client.post("/write", JSON.stringify({ id: crypto.randomUUID(), value: "pl" })),
    );
    return { reads, writes };
  } finally {
    client.close();
    await server.stop();
  }
}

export const network: Suite = {
  title: `a storage node on PGlite, ${READS} reads/s and ${WRITES} signed writes/s at once for ${SECONDS} s, and at most`,

  async run(say) {
    const folder = await mkdtemp(join(tmpdir(), "bench-network-"));
    const ownerKey = randomBytes(32);
    const start = (data: string) => startServer("./node-process.ts", [join(folder, data), evmAddress(ownerKey)]);
    try {
      say("the bare endpoint …");
      const bare = await bareRates(join(folder, "bare"));

      say("starts of a whole network …");
      const startOnce = async (data: string): Promise<number> => {
        const once = await startServer("./start-process.ts", [join(folder, data), evmAddress(ownerKey)]);
        await once.stop();
        return once.printed / 1000;
      };
      await dropSnapshot();
      const firstStart = await startOnce("first");
      const newFolder = await startOnce("second");
      const sameFolder = await startOnce("second");

      const server = await start("node");
      const client = createClient(server.url);
      try {
        say("people and their signed transactions …");
        const writesEach = Math.ceil((SECONDS * WRITES + BURST * 1000) / PEOPLE);
        const people = await setUp(client, server.url, ownerKey, PEOPLE, writesEach);
        const person = (index: number): Person => people[index % people.length] as Person;
        let turn = 0;
        const read = (index: number) => {
          const { reads, cookie } = person(index);
          return send(client, reads[turn++ % reads.length] ?? "", cookie);
        };
        // One person's transactions follow each other; the next is sent when the one before is in a block.
        const last = people.map((): Promise<unknown> => Promise.resolve());
        const write = (index: number) => {
          const mine = index % people.length;
          const sent = (last[mine] ?? Promise.resolve()).then(() => send(client, person(index).nextWrite()));
          last[mine] = sent;
          return sent;
        };

        say(`the steady load, ${SECONDS} s …`);
        const memory: number[] = [];
        const sampler = setInterval(() => memory.push(server.memory()), 250);
        const [began, before] = [performance.now(), server.processor()];
        const [reads, writes] = await Promise.all([steady(SECONDS, READS, read), steady(SECONDS, WRITES, write)]);
        clearInterval(sampler);
        const cores = (server.processor() - before) / ((performance.now() - began) / 1000);

        say("as fast as it goes …");
        // Everybody's turn, not the workers' alone: each person has only so many signed transactions.
        let burst = 0;
        const mostReads = await throughput(BURST, CONCURRENCY, () => read(burst++));
        const mostWrites = await throughput(BURST, CONCURRENCY, () => write(burst++));

        const third = Math.floor(memory.length / 3);
        return [
          { name: "reads at the steady rate", value: reads.rate, unit: "1/s", limit: { atLeast: READS * 0.99 } },
          { name: "  p50", value: reads.p50, unit: "ms" },
          { name: "  p99", value: reads.p99, unit: "ms", limit: { atMost: 150 } },
          {
            name: "signed writes at the steady rate",
            value: writes.rate,
            unit: "1/s",
            limit: { atLeast: WRITES * 0.99 },
          },
          { name: "  p50", value: writes.p50, unit: "ms" },
          { name: "  p99", value: writes.p99, unit: "ms", limit: { atMost: 150 } },
          { name: "processors in use at that rate", value: cores, unit: "" },
          { name: "memory", value: average(memory.slice(-third)), unit: "MB" },
          {
            name: "  last third to middle third",
            value: average(memory.slice(-third)) / average(memory.slice(third, -third)),
            unit: "×",
            limit: { atMost: 1.1 },
          },
          { name: "reads at most", value: mostReads, unit: "1/s" },
          { name: "  bare hono + PGlite", value: bare.reads, unit: "1/s" },
          { name: "  ratio", value: mostReads / bare.reads, unit: "×" },
          { name: "signed writes at most", value: mostWrites, unit: "1/s" },
          { name: "  bare hono + PGlite", value: bare.writes, unit: "1/s" },
          { name: "  ratio", value: mostWrites / bare.writes, unit: "×" },
          { name: "network, start to ready: first time", value: firstStart, unit: "s", limit: { atMost: 6 } },
          { name: "  later, in a new folder", value: newFolder, unit: "s", limit: { atMost: 2 } },
          { name: "  later, in the same folder", value: sameFolder, unit: "s", limit: { atMost: 2 } },
        ];
      } finally {
        client.close();
        await server.stop();
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
