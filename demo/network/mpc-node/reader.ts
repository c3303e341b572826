/**
 * A reader of the chain that the share nodes' contract is on: `GET /chain/contracts/{address}` answers the contract's
 * state, in which clients find the nodes.
 */
import { Hono } from "hono";
import { concat, toBase64, utf8 } from "../../../enclave/crypto/bytes.ts";
import { sha256 } from "../../../enclave/crypto/hash.ts";
import { IdosError } from "../../../enclave/protocol/errors.ts";
import { listen } from "../../process/listen.ts";

/** Options of {@link startReader}. */
export interface ReaderOptions {
  /** 0 = a free one. */
  port: number;
  /** Public name, such as `reader.localhost`. */
  hostname: string;
  /** Address of the contract, 42 hex digits. */
  contract: string;
  /** Base URLs of the nodes, in node order. */
  endpoints: readonly string[];
}

/** A reader that answers. */
export interface RunningReader {
  /** For browsers. */
  url: string;
  /** For servers. */
  localUrl: string;
  stop(): Promise<void>;
}

function u32le(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

/**
 * The contract's state: a count, then each node's address (21 bytes) and endpoint (length and utf8), little-endian.
 * Local nodes have no account on a chain: their addresses are made of contract and place.
 */
export function contractState(contract: string, endpoints: readonly string[]): Uint8Array {
  const entries = endpoints.map((endpoint, index) => {
    const address = sha256(utf8(`${contract.toLowerCase()} node ${index}`)).subarray(0, 20);
    const text = utf8(endpoint);
    return concat(Uint8Array.of(0), address, u32le(text.length), text);
  });
  return concat(u32le(endpoints.length), ...entries);
}

/**
 * Starts a reader on 127.0.0.1. What it answers is public, on deployed chains too, so any page may ask.
 * @throws IdosError `INVALID_ARGUMENT`; `STORAGE_UNAVAILABLE` when the port is taken
 */
export async function startReader({ port, hostname, contract, endpoints }: ReaderOptions): Promise<RunningReader> {
  if (!/^[0-9a-fA-F]{42}$/.test(contract)) throw new IdosError("INVALID_ARGUMENT", "contract: expected 42 hex digits");
  const address = contract.toLowerCase();
  const serializedContract = toBase64(contractState(address, endpoints));
  const app = new Hono();
  app.use(async (c, next) => {
    c.header("Access-Control-Allow-Origin", "*");
    c.header("Cache-Control", "no-store");
    return next();
  });
  app.get("/chain/contracts/:address", (c) =>
    c.req.param("address").toLowerCase() === address
      ? c.json({ type: "PUBLIC", address, serializedContract })
      : c.json({ error: "no such contract" }, 404),
  );
  app.notFound((c) => c.json({ error: "nothing here" }, 404));
  app.onError((_, c) => c.json({ error: "internal error" }, 500));
  const server = await listen(app, port);
  return {
    url: `http://${hostname}:${server.port}`,
    localUrl: `http://127.0.0.1:${server.port}`,
    stop: () => server.close(),
  };
}
