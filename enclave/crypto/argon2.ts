/**
 * argon2id in WebAssembly: argon2-browser's SIMD build where the engine has SIMD, its plain build elsewhere.
 * One call at a time, and not interruptible: it belongs in a worker that may be ended.
 * @see https://www.rfc-editor.org/rfc/rfc9106
 */
import { IdosError } from "../protocol/errors.ts";
import { untilAborted } from "../protocol/until-aborted.ts";

/** Parameters of {@link argon2id}. */
export interface Argon2Parameters {
  password: Uint8Array;
  salt: Uint8Array;
  /** KiB. */
  memory: number;
  passes: number;
  lanes: number;
  /** Bytes of the result. */
  length: number;
}

/** What argon2-browser's glue puts on the `Module` that it finds in the global scope. */
interface Argon2Module {
  wasmMemory: WebAssembly.Memory;
  instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void): object;
  postRun(): void;
  onAbort(): void;
  HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _argon2_hash_ext(...args: number[]): number;
}

const ARGON2ID = 2;
const VERSION = 0x13;
const PAGE = 64 * 1024;
/** Pages besides those that the parameters ask for. */
const SPARE_PAGES = 512;
/** The glue asks for a memory that may grow to just under 2 GiB. */
const MAX_PAGES = 2 ** 15 - 1;
/** Milliseconds for loading and compiling. Where WebAssembly is forbidden, the glue alone would never settle. */
const LOAD_DEADLINE = 15_000;

const SIMD = new URL("../../node_modules/argon2-browser/dist/argon2-simd.wasm", import.meta.url);
const PLAIN = new URL("../../node_modules/argon2-browser/dist/argon2.wasm", import.meta.url);

/** The builds, best first. */
export const ARGON2_BUILDS = { simd: SIMD, plain: PLAIN } as const;

async function fetchBytes(url: URL, signal: AbortSignal): Promise<ArrayBuffer> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.arrayBuffer();
}

/**
 * Loads and compiles a build that this engine can run.
 * @param builds for tests: which builds there are
 * @throws IdosError `UNSUPPORTED` where WebAssembly is missing or forbidden; `INTERNAL` when the file does not load
 */
export async function compileArgon2(
  builds: readonly URL[] = [SIMD, PLAIN],
  deadline = LOAD_DEADLINE,
): Promise<WebAssembly.Module> {
  if (typeof WebAssembly !== "object") throw unsupported("has no WebAssembly");
  const stop = AbortSignal.timeout(deadline);
  const inTime = <T>(work: Promise<T>): Promise<T> =>
    untilAborted(work, stop, () => unsupported(`did not compile WebAssembly within ${deadline} ms`));
  for (const url of builds) {
    let bytes: ArrayBuffer;
    try {
      bytes = await inTime(fetchBytes(url, stop));
    } catch (error) {
      if (error instanceof IdosError) throw error;
      throw new IdosError("INTERNAL", "A part of the enclave could not be loaded: argon2", { cause: error });
    }
    // An engine without SIMD finds the bytes invalid; one that forbids WebAssembly still validates them.
    if (!WebAssembly.validate(bytes)) continue;
    try {
      return await inTime(WebAssembly.compile(bytes));
    } catch (error) {
      if (error instanceof IdosError) throw error;
      throw unsupported("forbids WebAssembly (Content-Security-Policy without 'wasm-unsafe-eval')");
    }
  }
  throw unsupported("cannot run the WebAssembly of argon2");
}

function unsupported(what: string): IdosError {
  return new IdosError("UNSUPPORTED", `This browser or page ${what}, which argon2id passwords need`);
}

let loading: Promise<Argon2Module> | undefined;

/** The glue runs once per realm, so its memory is made for the parameters of its first use. */
async function start(memory: number): Promise<Argon2Module> {
  const compiled = await compileArgon2();
  const initial = Math.min(Math.ceil((memory * 1024) / PAGE) + SPARE_PAGES, MAX_PAGES);
  const wasmMemory = new WebAssembly.Memory({ initial, maximum: MAX_PAGES });
  return new Promise((resolve, reject) => {
    const failed = (): void => reject(new IdosError("INTERNAL", "argon2 did not start"));
    const module: Pick<Argon2Module, "wasmMemory" | "instantiateWasm" | "postRun" | "onAbort"> = {
      wasmMemory,
      instantiateWasm(imports, done) {
        const instantiate = async (): Promise<void> => done(await WebAssembly.instantiate(compiled, imports));
        instantiate().catch(failed);
        return {};
      },
      postRun: () => resolve(module as Argon2Module),
      onAbort: failed,
    };
    Object.assign(globalThis, { Module: module });
    // @ts-expect-error It has no types: it fills the global Module.
    import("argon2-browser/dist/argon2.js").catch(failed);
  });
}

/**
 * argon2id, version 1.3.
 * @returns `length` bytes
 * @throws IdosError `UNSUPPORTED` where WebAssembly is missing or forbidden, `INTERNAL`
 */
export async function argon2id({
  password,
  salt,
  memory,
  passes,
  lanes,
  length,
}: Argon2Parameters): Promise<Uint8Array> {
  loading ??= start(memory).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  const module = await loading;
  const held: { at: number; size: number }[] = [];
  const put = (bytes: Uint8Array): number => {
    const at = module._malloc(bytes.length + 1);
    module.HEAPU8.set(bytes, at);
    held.push({ at, size: bytes.length });
    return at;
  };
  try {
    const out = put(new Uint8Array(length));
    const [pass, grain] = [put(password), put(salt)];
    const code = module._argon2_hash_ext(
      ...[passes, memory, lanes, pass, password.length, grain, salt.length],
      ...[out, length, 0, 0, ARGON2ID, 0, 0, 0, 0, VERSION],
    );
    if (code !== 0) throw new IdosError("INTERNAL", `argon2 failed with code ${code}`);
    return module.HEAPU8.slice(out, out + length);
  } finally {
    for (const { at, size } of held) {
      module.HEAPU8.fill(0, at, at + size);
      module._free(at);
    }
  }
}
