/**
 * Our codec against the unmodified kwil-js: random arguments of every action, byte for byte.
 * `SEED=<n>` repeats a run; `BUDGET=full` takes five times as many lists.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { KwilSigner, NodeKwil } from "@idos-network/kwil-js";
import fc from "fast-check";
import { expect, test } from "playwright/test";
import { fromUtf8, toBase64, utf8 } from "../../../../enclave/crypto/bytes.ts";
import type { Action, Arguments } from "../../../../enclave/kwil/actions.ts";
import * as actions from "../../../../enclave/kwil/actions.ts";
import * as extensions from "../../../../enclave/kwil/extension-actions.ts";
import { decodeCall, decodeExecute, encodeCall, encodeExecute } from "../../../../enclave/kwil/payload.ts";
import { positional } from "./people.ts";

const LISTS = process.env["BUDGET"] === "full" ? 5000 : 1000;
const SEED = Number(process.env["SEED"] ?? Date.now() % 2 ** 31);

const ACTIONS: readonly Action[] = [...Object.values(actions), ...Object.values(extensions)];

/** Texts of every kind: long, of any script, such as look like UUIDs or numbers, half of a surrogate pair. */
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 2000, size: "max" }),
  fc.uuid(),
  fc.integer().map(String),
  fc.constantFrom("", "null", "\0", "\ud800", "🔑", "true"),
);
const uuid = fc.oneof(
  fc.uuid(),
  fc.uuid().map((id) => id.toUpperCase()),
);

/** An action with values for its inputs, one of eight null. */
const lists = (int8: fc.Arbitrary<number>) => {
  const values: Record<string, fc.Arbitrary<string | number>> = { text, uuid, int8 };
  return fc.constantFrom(...ACTIONS).chain((action) =>
    fc
      .record(
        Object.fromEntries(
          action.inputs.map((input) => {
            const [name = "", type = ""] = input.split(":");
            return [name, fc.option(values[type] ?? fc.constant(""), { freq: 8 })];
          }),
        ),
      )
      .map((args) => ({ action, args: args as Arguments<Action> })),
  );
};

/** kwil-js encodes no negative number. */
const naturals = fc.oneof(fc.maxSafeNat(), fc.constantFrom(0, 1, 255, 2 ** 32, Number.MAX_SAFE_INTEGER));
const integers = fc.oneof(naturals, fc.maxSafeInteger(), fc.constantFrom(-1, Number.MIN_SAFE_INTEGER));

/** A server that answers kwil-js just enough, and keeps the payload of every call and transaction. */
let server: Server;
let kwil: NodeKwil;
const payloads: string[] = [];
test.beforeAll(async () => {
  const ANSWERS: Record<string, unknown> = {
    "user.health": { mode: "open" },
    "user.estimate_price": { price: "0" },
    "user.call": { query_result: { column_names: [], column_types: [], values: [] } },
    "user.broadcast": { tx_hash: "AA==" },
  };
  server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      const { id, method, params } = JSON.parse(body) as {
        id: number;
        method: string;
        params: { body?: { payload: string }; tx?: { body: { payload: string } } };
      };
      if (method === "user.call") payloads.push(params.body?.payload ?? "");
      if (method === "user.broadcast") payloads.push(params.tx?.body.payload ?? "");
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ jsonrpc: "2.0", id, result: ANSWERS[method] }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  kwil = new NodeKwil({ kwilProvider: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, chainId: "x" });
});
test.afterAll(() => server.close());

const signer = new KwilSigner(async () => new Uint8Array(64), new Uint8Array(32), "ed25519");

test(`${LISTS} random argument lists are encoded as kwil-js encodes them @network`, async () => {
  console.log(`codec: SEED=${SEED}`);
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(lists(naturals), async ({ action, args }) => {
      seen.add(action.name);
      const { inputs, types, ...body } = positional(action, args);
      payloads.length = 0;
      await kwil.call({ ...body, inputs, types });
      await kwil.execute({ ...body, inputs: [inputs], types, nonce: 1 }, signer);
      expect(payloads).toEqual([toBase64(encodeCall(action, args)), toBase64(encodeExecute(action, args))]);
    }),
    { numRuns: LISTS, seed: SEED },
  );
  expect(seen.size).toBe(ACTIONS.length);
});

test(`${LISTS} random argument lists are decoded to what they were @network`, () => {
  fc.assert(
    fc.property(lists(integers), ({ action, args }) => {
      const values = positional(action, args).inputs.map((value) =>
        typeof value === "string" ? fromUtf8(utf8(value)) : value,
      );
      const expected = action.inputs.map((input, i) => {
        const type = input.split(":")[1];
        return { type, value: type === "uuid" ? ((values[i] as string | null)?.toLowerCase() ?? null) : values[i] };
      });
      const decoded = { namespace: "main", action: action.name, batches: [expected] };
      expect(decodeCall(encodeCall(action, args))).toEqual(decoded);
      expect(decodeExecute(encodeExecute(action, args))).toEqual(decoded);
    }),
    { numRuns: LISTS, seed: SEED },
  );
});
