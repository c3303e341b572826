/** Load on a server: as fast as it goes, or at a steady rate whatever it answers. */
import { Agent, request } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

/** Sends requests over kept connections. */
export interface Client {
  /** Posts JSON; the answer's text. */
  post(path: string, body: string, headers?: Record<string, string>): Promise<string>;
  close(): void;
}

export function createClient(url: string): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  return {
    post: (path, body, headers = {}) =>
      new Promise((resolve, reject) => {
        const sent = request(
          url + path,
          {
            method: "POST",
            agent,
            headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body), ...headers },
          },
          (answer) => {
            const chunks: Buffer[] = [];
            answer.on("data", (chunk: Buffer) => chunks.push(chunk));
            answer.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
            answer.on("error", reject);
          },
        );
        sent.on("error", reject);
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
}

/** Runs work with so many at a time for so long; how many per second were done. */
export async function throughput(
  seconds: number,
  concurrency: number,
  work: (worker: number) => Promise<unknown>,
): Promise<number> {
  const began = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: concurrency }, async (_, worker) => {
      for (; performance.now() - began < seconds * 1000; done++) await work(worker);
    }),
  );
  return (done * 1000) / (performance.now() - began);
}

/** Latencies in ms. */
export interface Latencies {
  /** Answers per second. */
  rate: number;
  p50: number;
  p99: number;
}

/**
 * Sends at a steady rate. A latency counts from when its request was due, so that a server that stalls does not hide
 * what would have come meanwhile.
 */
export async function steady(
  seconds: number,
  rate: number,
  work: (index: number) => Promise<unknown>,
): Promise<Latencies> {
  const began = performance.now();
  const latencies: number[] = [];
  const pending: Promise<unknown>[] = [];
  const total = Math.round(seconds * rate);
  for (let index = 0; index < total; index++) {
    const due = began + (index * 1000) / rate;
    const early = due - performance.now();
    if (early > 0) await wait(early);
    pending.push(work(index).then(() => latencies.push(performance.now() - due)));
  }
  await Promise.all(pending);
  const elapsed = (performance.now() - began) / 1000;
  const sorted = latencies.sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { rate: total / elapsed, p50: at(0.5), p99: at(0.99) };
}
