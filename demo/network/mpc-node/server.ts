/**
 * A local MPC share node, with the HTTP protocol of deployed idOS: `PUT`, `POST` and `PATCH` under
 * `/offchain/{contract}/shares/{userId}`. It sees a blinded share, never a secret.
 */
import { join } from "node:path";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import * as v from "valibot";
import { isUuidV4 } from "../../../enclave/crypto/uuid.ts";
import { IdosError, isIdosError } from "../../../enclave/protocol/errors.ts";
import { listen } from "../../process/listen.ts";
import { createFaultSwitch, type MpcFault } from "./faults.ts";
import { type RetrievalLimit, retrievalCounter } from "./retrieval-limit.ts";
import { createShareService, Refusal } from "./share-service.ts";
import { folderStore, memoryStore } from "./store.ts";

/** Largest request body, in bytes: 255 commitments and a share of 4 kB stay below it. */
const BODY_LIMIT = 64 * 1024;
/** Every unlock retrieves once: far more than a person needs, also one who reloads a lot. */
const RETRIEVALS: RetrievalLimit = { most: 60, within: 10 * 60_000 };

/** Options of {@link startMpcNode}. */
export interface MpcNodeOptions {
  /** 0 = a free one. */
  port: number;
  /** Public name, such as `mpc.localhost`. */
  hostname: string;
  /** Folder that the node may fill, for itself alone; absent: in memory. */
  dataDir?: string | undefined;
  /** Address of the contract, 42 hex digits. */
  contract: string;
  /** The node's place among the nodes, from 0. */
  index: number;
  /** Origins of enclaves, whose pages may use the node; asked at every request. */
  enclaveOrigins: () => readonly string[];
  /** How often a user's share may be retrieved; 60 times in ten minutes unless given. */
  retrievalLimit?: RetrievalLimit | undefined;
  /** Gives the node {@link RunningMpcNode.setFault}, for tests. */
  faults?: boolean | undefined;
  /** Clock in ms, for tests of timestamps. */
  now?: (() => number) | undefined;
}

/** A node that answers. */
export interface RunningMpcNode {
  /** For browsers: `http://mpc.localhost:5181`. */
  url: string;
  /** For servers: `http://127.0.0.1:5181`. */
  localUrl: string;
  /**
   * Makes the node misbehave until it is called with undefined.
   * @throws IdosError `FORBIDDEN` unless the node was started with `faults`
   */
  setFault(fault: MpcFault | undefined): void;
  stop(): Promise<void>;
}

const text = v.pipe(v.string(), v.maxLength(200));
const bytes32 = v.pipe(v.string(), v.regex(/^0x[0-9a-fA-F]{64}$/));
const timestamp = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const uploadBody = v.object({
  share_commitments: v.pipe(v.array(bytes32), v.maxLength(255)),
  recovering_addresses: v.pipe(v.array(text), v.maxLength(255)),
  share_data: v.pipe(v.string(), v.maxLength(8194), v.regex(/^(0x)?([0-9a-fA-F]{2})+$/)),
});
const downloadBody = v.object({ recovering_address: text, timestamp, public_key: bytes32 });
const addBody = v.object({ recovering_address: text, address_to_add: text, timestamp });
const removeBody = v.object({ recovering_address: text, address_to_remove: text, timestamp });

function read<S extends v.GenericSchema>(schema: S, given: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, given, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Refusal(400, `${v.getDotPath(issue) ?? "body"}: ${issue.type} expected`);
}

/**
 * Starts a node on 127.0.0.1.
 * @throws IdosError `INVALID_ARGUMENT`; `STORAGE_UNAVAILABLE` when the port is taken
 */
export async function startMpcNode(options: MpcNodeOptions): Promise<RunningMpcNode> {
  const { hostname, dataDir, index, enclaveOrigins, retrievalLimit = RETRIEVALS, now = Date.now } = options;
  if (!/^[0-9a-fA-F]{42}$/.test(options.contract))
    throw new IdosError("INVALID_ARGUMENT", "contract: expected 42 hex digits");
  if (!Number.isInteger(index) || index < 0 || index > 254)
    throw new IdosError("INVALID_ARGUMENT", "index: expected 0 to 254");
  const contract = options.contract.toLowerCase();
  const faults = options.faults ? createFaultSwitch() : undefined;
  const kept = dataDir === undefined ? memoryStore() : await folderStore(join(dataDir, "shares"));
  const service = createShareService({
    store: faults?.watch(kept) ?? kept,
    contract,
    index,
    now,
    retrievals: retrievalCounter(retrievalLimit, now),
    handOut: faults?.handOut,
  });

  const app = new Hono();
  app.use(async (c, next) => {
    const origin = c.req.header("origin");
    c.header("Vary", "Origin");
    c.header("Cache-Control", "no-store");
    if (origin !== undefined) {
      if (!enclaveOrigins().includes(origin))
        return c.json({ error: "this origin is not an enclave of this node" }, 403);
      c.header("Access-Control-Allow-Origin", origin);
    }
    if (c.req.method !== "OPTIONS") return next();
    c.header("Access-Control-Allow-Methods", "PUT, POST, PATCH");
    c.header("Access-Control-Allow-Headers", "Authorization, Content-Type");
    c.header("Access-Control-Max-Age", "600");
    return c.body(null, 204);
  });
  if (faults) app.use(faults.middleware);
  app.use(
    bodyLimit({
      maxSize: BODY_LIMIT,
      onError: (c) => c.json({ error: `a request has at most ${BODY_LIMIT} bytes` }, 413),
    }),
  );

  const user = (params: { contract: string; userId: string }): string => {
    if (params.contract.toLowerCase() !== contract) throw new Refusal(404, "this node serves another contract");
    if (!isUuidV4(params.userId)) throw new Refusal(400, "userId: expected a UUIDv4");
    return params.userId.toLowerCase();
  };
  const json = async (request: { json(): Promise<unknown> }): Promise<unknown> => {
    try {
      return await request.json();
    } catch {
      throw new Refusal(400, "the body is not JSON");
    }
  };
  const share = "/offchain/:contract/shares/:userId";
  app.put(share, async (c) => {
    await service.upload(user(c.req.param()), read(uploadBody, await json(c.req)), c.req.header("authorization"));
    return c.json({}, 201);
  });
  app.post(share, async (c) =>
    c.json(
      await service.download(user(c.req.param()), read(downloadBody, await json(c.req)), c.req.header("authorization")),
    ),
  );
  app.patch(`${share}/add_address`, async (c) => {
    await service.addAddress(user(c.req.param()), read(addBody, await json(c.req)), c.req.header("authorization"));
    return c.json({});
  });
  app.patch(`${share}/remove_address`, async (c) => {
    await service.removeAddress(
      user(c.req.param()),
      read(removeBody, await json(c.req)),
      c.req.header("authorization"),
    );
    return c.json({});
  });
  app.notFound((c) => c.json({ error: "nothing here" }, 404));
  app.onError((error, c) => {
    if (error instanceof Refusal) {
      if (error.retryAfter !== undefined) c.header("Retry-After", String(error.retryAfter));
      return c.json({ error: error.message }, error.status);
    }
    if (isIdosError(error, "INVALID_ARGUMENT")) return c.json({ error: error.message }, 400);
    console.error(`MPC node ${index}: ${c.req.method} failed: ${error.name}`);
    return c.json({ error: "internal error" }, 500);
  });

  const server = await listen(app, options.port);
  return {
    url: `http://${hostname}:${server.port}`,
    localUrl: `http://127.0.0.1:${server.port}`,
    setFault(fault) {
      if (!faults) throw new IdosError("FORBIDDEN", "This node was started without faults");
      faults.set(fault);
    },
    stop: () => server.close(),
  };
}
