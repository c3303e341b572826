/** argon2id where its best build cannot run, and where WebAssembly is not allowed at all. */
import { expect } from "chai";
import { argon2id as reference } from "@noble/hashes/argon2.js";
import { ARGON2_BUILDS, argon2id, compileArgon2 } from "../../../../enclave/crypto/argon2.ts";
import { toHex, utf8 } from "../../../../enclave/crypto/bytes.ts";
import { isIdosError } from "../../../../enclave/protocol/errors.ts";

async function code(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "ok";
  } catch (error) {
    return isIdosError(error) ? error.code : String(error);
  }
}

const asUrl = (bytes: Uint8Array<ArrayBuffer>): URL => new URL(URL.createObjectURL(new Blob([bytes])));
const garbage = asUrl(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 99]));

describe("argon2id", () => {
  it("agrees with another implementation, also for small parameters and odd inputs", async function () {
    this.timeout(60_000);
    for (const [password, memory, passes] of [
      ["p\u0000q", 256, 2],
      ["ö".repeat(500), 1024, 3],
    ] as const) {
      const salt = utf8("a salt of some length");
      const ours = await argon2id({ password: utf8(password), salt, memory, passes, lanes: 1, length: 32 });
      const theirs = reference(utf8(password), salt, { t: passes, m: memory, p: 1, dkLen: 32 });
      expect(toHex(ours)).to.equal(toHex(theirs));
    }
  });

  it("takes the plain build where the engine does not know the SIMD one", async () => {
    const [plain, fallback] = await Promise.all([
      compileArgon2([ARGON2_BUILDS.plain]),
      compileArgon2([garbage, ARGON2_BUILDS.plain]),
    ]);
    expect(WebAssembly.Module.exports(fallback)).to.deep.equal(WebAssembly.Module.exports(plain));
    expect(await code(compileArgon2([garbage]))).to.equal("UNSUPPORTED");
  });

  it("settles with UNSUPPORTED when compiling never ends", async () => {
    const { compile } = WebAssembly;
    WebAssembly.compile = () => new Promise(() => {});
    try {
      expect(await code(compileArgon2([ARGON2_BUILDS.simd], 200))).to.equal("UNSUPPORTED");
    } finally {
      WebAssembly.compile = compile;
    }
  });

  it("settles with UNSUPPORTED where the page's policy forbids WebAssembly", async () => {
    const { compile } = WebAssembly;
    // What Chromium does under a script-src without 'wasm-unsafe-eval'; the e2e suite meets the real policy.
    WebAssembly.compile = () => Promise.reject(new WebAssembly.CompileError("Refused by Content Security Policy"));
    try {
      expect(await code(compileArgon2([ARGON2_BUILDS.simd]))).to.equal("UNSUPPORTED");
    } finally {
      WebAssembly.compile = compile;
    }
  });

  it("names a file that does not load", async () => {
    expect(await code(compileArgon2([new URL("/no/such/file.wasm", location.href)]))).to.equal("INTERNAL");
  });
});
