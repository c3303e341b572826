/**
 * scrypt (RFC 7914): libsodium's, in WebAssembly, where that loads in time and may run; noble's otherwise, which takes
 * about twice as long. Either is audited, and both give the same bytes.
 * @see https://www.rfc-editor.org/rfc/rfc7914
 */
import { scrypt as inJavaScript } from "@noble/hashes/scrypt.js";

/** Parameters by their usual names. */
export interface ScryptParameters {
  N: number;
  r: number;
  p: number;
  /** Bytes of the result. */
  dkLen: number;
}

/** The part of libsodium's module that is used here. Pointers are byte offsets into `HEAPU8`. */
interface SodiumModule {
  /** Another view after the memory grew: to be read anew after each `_malloc`. */
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  /**
   * Password, salt, N in two halves (low, high), r, p, result; bytes as pointer and length.
   * @returns 0 if it went well
   * @see https://doc.libsodium.org/advanced/scrypt
   */
  _crypto_pwhash_scryptsalsa208sha256_ll(...args: number[]): number;
}

/** Milliseconds for loading and compiling: JavaScript would have been done by then. Where it is forbidden it never settles. */
const LOAD_DEADLINE = 1_500;

async function compiles(): Promise<boolean> {
  if (typeof WebAssembly !== "object") return false;
  try {
    // The smallest module there is: libsodium itself prints an error and gives up in its own way.
    await WebAssembly.compile(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
    return true;
  } catch {
    return false;
  }
}

async function load(): Promise<SodiumModule | undefined> {
  try {
    if (!(await compiles())) return undefined;
    // @ts-expect-error It has no types.
    const { default: start } = (await import("libsodium-sumo")) as { default: () => Promise<SodiumModule> };
    return await start();
  } catch {
    return undefined;
  }
}

let loading: Promise<SodiumModule | undefined> | undefined;

/** Loads what {@link scrypt} is fastest with, ahead of need: while the person types, or is asked by a wallet. */
export function preloadScrypt(): Promise<unknown> {
  return (loading ??= load());
}

/**
 * Derives a key. The work is one step of its thread.
 * @param onProgress called with 0..1; what it throws ends the work. WebAssembly reports its beginning alone
 * @returns `dkLen` bytes
 */
export async function scrypt(
  password: Uint8Array,
  salt: Uint8Array,
  parameters: ScryptParameters,
  onProgress: (done: number) => void,
): Promise<Uint8Array> {
  loading ??= load();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), LOAD_DEADLINE)));
  const sodium = await Promise.race([loading, late]);
  clearTimeout(timer);
  onProgress(0);
  return (
    (sodium && inWebAssembly(sodium, password, salt, parameters)) ??
    inJavaScript(password, salt, { ...parameters, onProgress })
  );
}

/** @returns undefined if it has too little memory */
function inWebAssembly(
  sodium: SodiumModule,
  password: Uint8Array,
  salt: Uint8Array,
  { N, r, p, dkLen }: ScryptParameters,
): Uint8Array | undefined {
  const held: { at: number; size: number }[] = [];
  const put = (bytes: Uint8Array): number => {
    const at = sodium._malloc(Math.max(bytes.length, 1));
    if (!at) throw new RangeError("Out of memory");
    held.push({ at, size: bytes.length });
    sodium.HEAPU8.set(bytes, at);
    return at;
  };
  try {
    const [pass, grain, out] = [put(password), put(salt), put(new Uint8Array(dkLen))];
    const failed = sodium._crypto_pwhash_scryptsalsa208sha256_ll(
      ...[pass, password.length, grain, salt.length],
      ...[N, 0, r, p, out, dkLen],
    );
    return failed ? undefined : sodium.HEAPU8.slice(out, out + dkLen);
  } catch {
    return undefined;
  } finally {
    for (const { at, size } of held) {
      sodium.HEAPU8.fill(0, at, at + size);
      sodium._free(at);
    }
  }
}
