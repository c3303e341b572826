/**
 * Runs in a worker of the benchmark's page: the vault itself, asked to unlock as its frame asks it, with a person who
 * answers at once; and beside it the bare libraries that it is compared with.
 */
import { scrypt, scryptAsync } from "@noble/hashes/scrypt.js";
import { expose, wrap } from "comlink";
import { syncScrypt } from "scrypt-js";
import { boxPublicKey } from "../../enclave/crypto/box.ts";
import { fromHex, toBase64, toHex } from "../../enclave/crypto/bytes.ts";
import { typedDataDigest, type TypedData } from "../../enclave/crypto/eip712.ts";
import { evmAddress, signDigest } from "../../enclave/crypto/evm.ts";
import { ARGON2ID, deriveKey, type KdfId } from "../../enclave/crypto/kdf.ts";
import type { MpcConfig } from "../../enclave/config/config.ts";
import type { KeyInfo } from "../../enclave/protocol/types.ts";
import { createStorage } from "../../enclave/storage/storage.ts";
import type { FrameApi, VaultApi } from "../../enclave/vault/contract.ts";
import { createVault } from "../../enclave/vault/vault.ts";
import type { Answer, FromWindow, Screen, ToWindow } from "../../enclave/vault/window-messages.ts";

/** What the page may ask for. */
export type BenchWork =
  | "argon2id-v1 unlock"
  | "scrypt-v0.1 unlock"
  | "MPC create"
  | "MPC recover"
  | "kdf of an MPC secret"
  | "bare argon2"
  | "scrypt-js sync"
  | "noble scrypt sync"
  | "noble scryptAsync";

/** What the page sends. */
export interface BenchCall {
  what: BenchWork;
  simdUrl: string;
  mpc: MpcConfig;
  /** What earlier workers learnt of the profiles: every measurement has a worker of its own, as every unlock has. */
  publicKeys: Record<string, string>;
}

/** What comes back. */
export interface BenchTimes {
  /** Milliseconds of the work. */
  took: number;
  /** Milliseconds that each MPC node took for its answer, quickest first. */
  answers: number[];
  publicKeys: Record<string, string>;
}

const PASSWORD = "vexing ladle 88 quartz";
const USERS = {
  "argon2id-v1": "4a1f0c9c-2b7e-4c55-8d0a-91f2b3c4d5e6",
  "scrypt-v0.1": "5b2f0c9c-2b7e-4c55-8d0a-91f2b3c4d5e6",
  mpc: "6c3f0c9c-2b7e-4c55-8d0a-91f2b3c4d5e6",
} as const;
const WALLET_KEY = fromHex("11".repeat(32));
const WALLET = { type: "EVM", address: evmAddress(WALLET_KEY) } as const;
const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** In memory, as where the browser keeps nothing; it knows the kdf of last time, as after a first unlock. */
const storage = createStorage({
  factory: () => {
    throw new Error("No storage in the benchmark");
  },
});

let answers: number[] = [];
const ownFetch = globalThis.fetch;
globalThis.fetch = async (...request) => {
  const asked = performance.now();
  const response = await ownFetch(...request);
  answers.push(performance.now() - asked);
  return response;
};

/** A vault that has just started, whose clock runs from the person's answer, or the wallet's. */
function startVault(mpc: MpcConfig, answer: (screen: Screen) => Answer | undefined) {
  let started = performance.now();
  const unused = (): never => {
    throw new Error("Not part of the benchmark");
  };
  const frame: FrameApi = {
    async openWindow() {
      const { port1, port2 } = new MessageChannel();
      const send = (message: FromWindow): void => port1.postMessage(message);
      port1.onmessage = ({ data }: MessageEvent<ToWindow>) => {
        if (data.type === "storage") return send({ type: "stored", call: data.call, value: undefined });
        const given = data.type === "screen" ? answer(data.screen) : undefined;
        if (data.type !== "screen" || !given) return;
        started = performance.now();
        send({ type: "answer", n: data.n, answer: given });
      };
      vault.window(port2);
      return { ok: true, value: null };
    },
    async sign(_, typedData) {
      const signature = `0x${toHex(signDigest(typedDataDigest(typedData as TypedData), WALLET_KEY))}`;
      answers = [];
      started = performance.now();
      return { ok: true, value: { signature } };
    },
    signMessage: unused,
    viewer: unused,
    progress: () => {},
    moreWaiting: () => false,
    degraded: () => {},
    held: () => {},
    active: () => {},
    lockNow: () => {},
  };
  const toFrame = new MessageChannel();
  expose(frame, toFrame.port1);
  const vault: VaultApi = createVault(wrap<FrameApi>(toFrame.port2), {
    config: async () => ({ mpc }),
    consumers: async () => [],
    storage,
  });
  return { vault, took: () => performance.now() - started };
}

const newFlow = (connected: boolean) => ({ id: crypto.randomUUID(), site: "https://dapp.example", connected });

let publicKeys: Record<string, string> = {};

async function unlockByPassword(kdf: KdfId & keyof typeof USERS, mpc: MpcConfig): Promise<number> {
  const userId = USERS[kdf];
  const publicKey = (publicKeys[kdf] ??= toBase64(boxPublicKey(await deriveKey(kdf, PASSWORD, userId))));
  await storage.put("profiles", { userId, publicKey, kdf });
  const { vault, took } = startVault(mpc, ({ kind }) =>
    kind === "password" ? { type: "password", password: PASSWORD } : undefined,
  );
  const outcome = await vault.unlock(newFlow(false), { userId, publicKey, store: "user" });
  const time = took();
  if (!outcome.ok) throw new Error(outcome.error.message);
  return time;
}

async function byNodes(what: "MPC create" | "MPC recover", mpc: MpcConfig): Promise<number> {
  const { vault, took } = startVault(mpc, ({ kind }) =>
    kind === "create" ? { type: "create", store: "mpc" } : undefined,
  );
  const userId = USERS.mpc;
  const outcome =
    what === "MPC create"
      ? await vault.createKey(newFlow(false), { userId, store: "mpc", wallet: WALLET })
      : await vault.unlock(newFlow(true), {
          userId,
          publicKey: publicKeys["mpc"] ?? "",
          store: "mpc",
          wallet: WALLET,
        });
  const time = took();
  if (!outcome.ok) throw new Error(outcome.error.message);
  publicKeys["mpc"] = (outcome.value as KeyInfo).publicKey;
  return time;
}

interface BareArgon2 {
  hash(options: Record<string, unknown>): Promise<{ hash: Uint8Array }>;
}

/** argon2-browser as its own documentation uses it, with its SIMD build. */
async function bareArgon2(simdUrl: string): Promise<void> {
  Object.assign(globalThis, {
    loadArgon2WasmBinary: async () => new Uint8Array(await (await ownFetch(simdUrl)).arrayBuffer()),
  });
  // @ts-expect-error It has no types for its bundle.
  const { default: argon2 } = (await import("argon2-browser/dist/argon2-bundled.min.js")) as { default: BareArgon2 };
  const { memory: mem, passes: time, lanes: parallelism, length: hashLen } = ARGON2ID;
  const salt = new Uint8Array(
    await crypto.subtle.digest("SHA-256", bytes(`idos-enclave/argon2id-v1/${USERS["argon2id-v1"]}`)),
  );
  const { hash } = await argon2.hash({ pass: PASSWORD, salt, mem, time, parallelism, hashLen, type: 2 });
  if (hash.length !== hashLen) throw new Error("The bare argon2 made nothing");
}

async function timed(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function measure({ what, simdUrl, mpc }: BenchCall): Promise<number> {
  const [password, salt] = [bytes(PASSWORD), bytes(USERS["scrypt-v0.1"])];
  switch (what) {
    case "argon2id-v1 unlock":
      return unlockByPassword("argon2id-v1", mpc);
    case "scrypt-v0.1 unlock":
      return unlockByPassword("scrypt-v0.1", mpc);
    case "MPC create":
    case "MPC recover":
      return byNodes(what, mpc);
    case "kdf of an MPC secret":
      return timed(() => deriveKey("scrypt-v0.1", PASSWORD, USERS.mpc));
    case "bare argon2":
      return timed(() => bareArgon2(simdUrl));
    case "scrypt-js sync":
      return timed(() => syncScrypt(password, salt, 16_384, 8, 1, 32));
    case "noble scrypt sync":
      return timed(() => scrypt(password, salt, { N: 16_384, r: 8, p: 1, dkLen: 32, onProgress: () => {} }));
    case "noble scryptAsync":
      return timed(() => scryptAsync(password, salt, { N: 16_384, r: 8, p: 1, dkLen: 32, asyncTick: 20 }));
  }
}

addEventListener("message", ({ data }: MessageEvent<BenchCall>) => {
  ({ publicKeys } = data);
  measure(data).then(
    (took) => postMessage({ took, answers: answers.toSorted((a, b) => a - b), publicKeys } satisfies BenchTimes),
    (error: unknown) => postMessage({ failed: String(error) }),
  );
});
