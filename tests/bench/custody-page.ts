/** Runs in a worker of the benchmark's page: what the vault runs and, beside it, the libraries that it is compared with. */
import type { MpcConfig } from "../../enclave/config/config.ts";
import { fromHex } from "../../enclave/crypto/bytes.ts";
import type { TypedData } from "../../enclave/crypto/eip712.ts";
import { ARGON2ID, deriveKey, type KdfId } from "../../enclave/crypto/kdf.ts";
import type { Fetch } from "../../enclave/mpc/node-client.ts";
import { recoverFromNodes } from "../../enclave/mpc/recover-from-nodes.ts";
import { syncScrypt } from "scrypt-js";

/** One recovery from real nodes, of which each answers after a delay. Bytes are hex. */
export interface RecoveryCall {
  config: MpcConfig;
  userId: string;
  publicKey: string;
  message: TypedData;
  authorization: string;
  ephemeral: string;
  /** Milliseconds that the node at this place takes besides its own time. */
  delays: number[];
}

/** What the page asks for. */
export interface BenchCall {
  what: KdfId | "bare argon2" | "scrypt-js sync" | "mpc recover";
  simdUrl: string;
  recovery?: RecoveryCall | undefined;
}

/** Milliseconds. */
export interface BenchTimes {
  took: number;
  /** Until the answer of the slowest node that was needed. */
  answered?: number | undefined;
}

const USER = "4a1f0c9c-2b7e-4c55-8d0a-91f2b3c4d5e6";
const PASSWORD = "vexing ladle 88 quartz";
const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

interface BareArgon2 {
  hash(options: Record<string, unknown>): Promise<{ hash: Uint8Array }>;
}

/** argon2-browser as its own documentation uses it, with its SIMD build. */
async function bareArgon2(simdUrl: string): Promise<void> {
  Object.assign(globalThis, {
    loadArgon2WasmBinary: async () => new Uint8Array(await (await fetch(simdUrl)).arrayBuffer()),
  });
  // @ts-expect-error It has no types for its bundle.
  const { default: argon2 } = (await import("argon2-browser/dist/argon2-bundled.min.js")) as { default: BareArgon2 };
  const { memory: mem, passes: time, lanes: parallelism, length: hashLen } = ARGON2ID;
  const salt = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes(`idos-enclave/argon2id-v1/${USER}`)));
  const { hash } = await argon2.hash({ pass: PASSWORD, salt, mem, time, parallelism, hashLen, type: 2 });
  if (hash.length !== hashLen) throw new Error("The bare argon2 made nothing");
}

/** The vault's own recovery; only the network is made slower. */
async function recover({ delays, publicKey, ephemeral, ...call }: RecoveryCall): Promise<BenchTimes> {
  const started = performance.now();
  const answers: number[] = [];
  const fetcher: Fetch = async (url, init) => {
    const [response] = await Promise.all([
      fetch(url, init),
      new Promise((resolve) =>
        setTimeout(resolve, delays[call.config.nodes.findIndex((n) => String(url).startsWith(n))]),
      ),
    ]);
    answers.push(performance.now() - started);
    return response;
  };
  const bytes = { expected: fromHex(publicKey), ephemeral: fromHex(ephemeral) };
  const { key } = await recoverFromNodes({ ...call, ...bytes, signal: new AbortController().signal, fetcher });
  if (key.length !== 32) throw new Error("No key came back");
  return { took: performance.now() - started, answered: answers[call.config.threshold - 1] };
}

async function measure({ what, simdUrl, recovery }: BenchCall): Promise<BenchTimes> {
  const started = performance.now();
  if (what === "mpc recover") {
    if (!recovery) throw new Error("What to recover is missing");
    return recover(recovery);
  }
  if (what === "bare argon2") await bareArgon2(simdUrl);
  else if (what === "scrypt-js sync") syncScrypt(bytes(PASSWORD), bytes(USER), 16_384, 8, 1, 32);
  else await deriveKey(what, PASSWORD, USER);
  return { took: performance.now() - started };
}

addEventListener("message", ({ data }: MessageEvent<BenchCall>) => {
  measure(data).then(postMessage, (error: unknown) => postMessage({ error: String(error) }));
});
