/** Runs in a worker of the benchmark's page: our kdfs and, beside them, the libraries that they are compared with. */
import { ARGON2ID, deriveKey, type KdfId } from "../../enclave/crypto/kdf.ts";
import { syncScrypt } from "scrypt-js";

/** What the page asks for. */
export interface BenchCall {
  what: KdfId | "bare argon2" | "scrypt-js sync";
  simdUrl: string;
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

addEventListener("message", ({ data: { what, simdUrl } }: MessageEvent<BenchCall>) => {
  void (async () => {
    const started = performance.now();
    if (what === "bare argon2") await bareArgon2(simdUrl);
    else if (what === "scrypt-js sync") syncScrypt(bytes(PASSWORD), bytes(USER), 16_384, 8, 1, 32);
    else await deriveKey(what, PASSWORD, USER);
    postMessage(performance.now() - started);
  })();
});
