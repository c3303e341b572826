/** scrypt (RFC 7914): in WebAssembly where the page may compile it, about three times as fast as JavaScript; else there. */
import { scryptAsync } from "@noble/hashes/scrypt.js";
import { IdosError } from "../protocol/errors.ts";

/** Parameters by their usual names. */
export interface ScryptParameters {
  N: number;
  r: number;
  p: number;
  /** Bytes of the result. */
  dkLen: number;
}

/** Milliseconds for compiling, after which JavaScript takes over: some pages leave it unanswered. */
const COMPILE_DEADLINE = 3_000;
/** The smallest WebAssembly module. */
const EMPTY_MODULE = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

async function canCompile(): Promise<boolean> {
  if (typeof WebAssembly !== "object") return false;
  const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), COMPILE_DEADLINE));
  const compiled = WebAssembly.compile(EMPTY_MODULE).then(
    () => true,
    () => false,
  );
  return Promise.race([compiled, late]);
}

/**
 * Derives a key.
 * @param onProgress called with 0..1; what it throws ends the work
 * @returns `dkLen` bytes
 */
export async function scrypt(
  password: Uint8Array,
  salt: Uint8Array,
  { N, r, p, dkLen }: ScryptParameters,
  onProgress: (done: number) => void,
): Promise<Uint8Array> {
  if (await canCompile()) {
    onProgress(0);
    try {
      const { scrypt: wasm } = await import("hash-wasm");
      const parameters = { costFactor: N, blockSize: r, parallelism: p, hashLength: dkLen } as const;
      return await wasm({ password, salt, ...parameters, outputType: "binary" });
    } catch (error) {
      if (error instanceof IdosError) throw error;
      // Out of memory, or a chunk that did not load: JavaScript needs neither.
    }
  }
  return scryptAsync(password, salt, { N, r, p, dkLen, asyncTick: 20, onProgress });
}
