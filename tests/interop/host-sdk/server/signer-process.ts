/**
 * A server in a process and a folder of its own, with two handlers on the default store, as a framework makes them that
 * evaluates a module twice. People join at both, and it says how each one fared.
 */
import { idosHandler, type KeyFile } from "../../../../host-sdk/server/index.ts";
import { ask, completion, newPerson } from "./world.ts";

const [, , url = "", count = "0"] = process.argv;
const keys = JSON.parse(process.env["KEYS"] ?? "{}") as KeyFile;

const create = () => idosHandler({ keys, node: url, domain: "neobank.example", sweepEvery: 0 });
const handlers = [create(), create()] as const;
await Promise.all(handlers.map(({ ready }) => ready));
const statuses = await Promise.all(
  Array.from({ length: Number(count) }, async (_, i) => {
    const handler = handlers[i % 2 ? 1 : 0];
    const { status, body } = await ask(handler, "/join/complete", await completion(handler, newPerson(url)));
    return status === 200 ? "200" : JSON.stringify(body);
  }),
);
process.stdout.write(`${JSON.stringify(statuses)}\n`);
await Promise.all(handlers.map((handler) => handler.stop()));
