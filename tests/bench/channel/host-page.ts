/** The benchmark's host page: the SDK's enclave client, and beside it what it is compared with. */
import { transfer, wrap, type Remote } from "comlink";
import { createEnclaveClient, type EnclaveClient } from "../../../host-sdk/enclave-client/enclave-client.ts";
import { fromBase64 } from "../../../enclave/crypto/bytes.ts";
import type { GrantParams } from "../../../enclave/protocol/calls/grant.ts";
import type { UnlockParams } from "../../../enclave/protocol/calls/unlock.ts";
import type { SealedText } from "../../harness/attacker/person.ts";
import type { BareApi, IdosCall } from "./bare-frame.ts";
import type { WorkerJob } from "./crypto-worker.ts";

/** What the page is served beside its script. */
export interface HostData {
  key: UnlockParams;
  secretKey: number[];
  /** One credential of 1 MB. */
  large: SealedText;
  /** A thousand of 4 KB, one of which meets {@link GrantParams.requirements}. */
  many: SealedText[];
  grant: Omit<GrantParams, "candidates">;
  requirements: NonNullable<GrantParams["requirements"]>;
}

/** Moments of a call, milliseconds since 1970. */
export interface Moments {
  called: number;
  /** The frame shows its button: a person's turn. */
  button: number;
  answered: number;
}

/** What the benchmark calls, as `bench`. */
export interface HostBench {
  load(worker: string): Promise<void>;
  /** Milliseconds from inserting the frame to a working channel. */
  connect(url: string): Promise<number>;
  connectBare(url: string): Promise<number>;
  /** Milliseconds per call. */
  cheap(count: number): Promise<number>;
  cheapBare(count: number): Promise<number>;
  /** Milliseconds for 1 MB there and back. */
  echo(): Promise<number>;
  /** Milliseconds for the three calls of one grant. */
  idosGrant(): Promise<number>;
  work(what: WorkerJob["what"]): Promise<number>;
  unlock(): Promise<void>;
  grant(): void;
  granted(): Promise<Moments>;
}

declare global {
  // The page's one global.
  var bench: HostBench;
}

const now = (): number => performance.timeOrigin + performance.now();

let data: HostData;
let worker: Worker;
let client: EnclaveClient;
let bare: HTMLIFrameElement;
let remote: Remote<BareApi>;
let button = 0;
let running: Promise<Moments>;

const frameStyle = "inline-size: 640px; block-size: 500px";

function callIdos(call: IdosCall): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data: answer }) => {
      port1.close();
      resolve(answer);
    };
    bare.contentWindow?.postMessage(call, new URL(bare.src).origin, [port2]);
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function perCall(count: number, call: () => Promise<unknown>): Promise<number> {
  const took = await timed(async () => {
    for (let i = 0; i < count; i++) await call();
  });
  return took / count;
}

globalThis.bench = {
  async load(url) {
    data = (await (await fetch("/data.json")).json()) as HostData;
    worker = new Worker(url, { type: "module" });
  },
  connect(url) {
    const container = document.createElement("div");
    container.style.cssText = frameStyle;
    document.body.append(container);
    client = createEnclaveClient({
      url,
      look: {},
      frame: { container, onSize: () => undefined },
      signTypedData: () => Promise.reject(new Error("none")),
      signMessage: () => Promise.reject(new Error("none")),
      onEvent: (event) => {
        if (event.type === "waiting" && event.for === "click") button = now();
      },
      onState: () => undefined,
    });
    return timed(() => client.connect());
  },
  connectBare(url) {
    return timed(async () => {
      bare = document.createElement("iframe");
      bare.style.cssText = frameStyle;
      bare.src = url;
      const ready = new Promise<void>((resolve) => {
        addEventListener("message", function onMessage({ source }) {
          if (source !== bare.contentWindow) return;
          removeEventListener("message", onMessage);
          resolve();
        });
      });
      document.body.append(bare);
      await ready;
      const { port1, port2 } = new MessageChannel();
      bare.contentWindow?.postMessage({ serve: new Uint8Array(data.secretKey) }, new URL(url).origin, [port2]);
      remote = wrap<BareApi>(port1);
      await remote.ping();
    });
  },
  cheap: (count) => perCall(count, () => client.call("status", {})),
  cheapBare: (count) => perCall(count, async () => remote.ping()),
  echo() {
    const bytes = new Uint8Array(1_000_000);
    return timed(async () => {
      const back = await remote.echo(transfer(bytes, [bytes.buffer]));
      if (back.length !== 1_000_000) throw new Error("Lost on the way");
    });
  },
  idosGrant() {
    const { content, encryptorPublicKey } = data.large;
    const receiverPublicKey = fromBase64(data.grant.consumer.encryptionPublicKey);
    return timed(async () => {
      const decrypt = { fullMessage: fromBase64(content), senderPublicKey: fromBase64(encryptorPublicKey) };
      // Once to look at it, once for the copy.
      await callIdos({ decrypt });
      const message = (await callIdos({ decrypt })) as Uint8Array;
      const copy = (await callIdos({ encrypt: { message, receiverPublicKey } })) as { content: Uint8Array };
      if (copy.content.length !== decrypt.fullMessage.length) throw new Error("Not sealed");
    });
  },
  work(what) {
    const job: WorkerJob = {
      what,
      boxes: what === "grant" ? [data.large] : data.many,
      requirements: data.requirements,
      secretKey: new Uint8Array(data.secretKey),
      consumerKey: fromBase64(data.grant.consumer.encryptionPublicKey),
    };
    return new Promise((resolve, reject) => {
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.onmessage = (event: MessageEvent<number>) => resolve(event.data);
      worker.postMessage(job);
    });
  },
  unlock: async () => void (await client.call("unlock", data.key)),
  grant() {
    const called = now();
    // As the SDK gives it on: the node's base64 is decoded once, and the bytes are moved.
    const candidate = { ...data.large, content: fromBase64(data.large.content) };
    const params: GrantParams = { ...data.grant, candidates: [candidate], copyId: crypto.randomUUID() };
    running = (async () => {
      await client.call("grant", params);
      return { called, button, answered: now() };
    })();
    running.catch(() => undefined);
  },
  granted: () => running,
};
