/** A storage node that answers `has_profile` and nothing else, as the test wants it: it may lie, break or be gone. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { decodeCall } from "../../../enclave/kwil/payload.ts";

/** The running node. */
export interface FakeStorageNode {
  url: string;
  /** Addresses that have a profile, in lower case. */
  profiles: Set<string>;
  /** What it does in place of an honest answer. */
  fault: "garbage" | "down" | undefined;
  /** Addresses that were asked about. */
  asked: string[];
  stop(): Promise<void>;
}

/** Starts it. */
export async function startFakeStorageNode(): Promise<FakeStorageNode> {
  const node: Pick<FakeStorageNode, "profiles" | "fault" | "asked"> = {
    profiles: new Set(),
    fault: undefined,
    asked: [],
  };
  const server = createServer((request, response) => {
    if (node.fault === "down") return void request.socket.destroy();
    response.setHeader("access-control-allow-origin", request.headers.origin ?? "*");
    response.setHeader("access-control-allow-headers", "content-type");
    if (request.method === "OPTIONS") return void response.writeHead(204).end();
    let text = "";
    request.on("data", (part: Buffer) => (text += part.toString()));
    request.on("end", () => {
      const { params } = JSON.parse(text) as { params: { body: { payload: string } } };
      const { action, batches } = decodeCall(Buffer.from(params.body.payload, "base64"));
      const address = String(batches[0]?.[0]?.value);
      node.asked.push(address);
      const has = action === "has_profile" && node.profiles.has(address.toLowerCase());
      const result = { query_result: { column_names: ["has_profile"], column_types: [], values: [[has]] }, logs: "" };
      response.setHeader("content-type", "application/json");
      response.end(
        node.fault === "garbage" ? '{"has_profile": false}' : JSON.stringify({ jsonrpc: "2.0", id: 1, result }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(node, {
    url: `http://node.localhost:${port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
