/** Requests that no well-behaved client sends. Each of them must be answered with an error. */
import fc from "fast-check";
import { concat, fromHex, toBase64, toHex, utf8 } from "../../../../enclave/crypto/bytes.ts";
import * as idos from "../../../../enclave/kwil/actions.ts";
import { encodeCall, encodeExecute } from "../../../../enclave/kwil/payload.ts";
import { prefixed, u16le } from "../../../../enclave/kwil/values.ts";

/** A request's body and what is wrong with it. */
export interface HostileRequest {
  kind: string;
  body: Uint8Array;
}

/** Who the forger takes themself to be, and what a stranger's wallet signed in the victim's name. */
export interface Forgery {
  /** Hex. */
  victim: string;
  payload: Uint8Array;
  /** The stranger's signature over the text that the victim would sign. */
  signature: Uint8Array;
  nonce: number;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const request = (method: string, params: Json): string => JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
const call = (payload: Uint8Array): string =>
  request("user.call", { body: { payload: toBase64(payload) }, auth_type: "", sender: "", signature: "" });

const bytes = (maxLength: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength });
/** What is no text, no number and no object of any method. */
const wrong = fc.constantFrom<Json>(
  null,
  true,
  -1,
  1.5,
  1e308,
  2 ** 53,
  [],
  [[]],
  {},
  "¤",
  "0x0",
  "AAA",
  "\u0000",
  "A".repeat(5000),
);

/** Copies a value with what stands at a path replaced; undefined leaves it out. */
function withChange(value: Json, path: readonly (string | number)[], change: Json | undefined): Json {
  const [key, ...rest] = path;
  if (key === undefined || typeof value !== "object" || value === null) return change ?? null;
  const copy = structuredClone(value) as Record<string | number, Json>;
  const next = rest.length ? withChange(copy[key] ?? null, rest, change) : change;
  if (next === undefined) delete copy[key];
  else copy[key] = next;
  return copy as Json;
}

/** Every kind, each equally often. */
export function hostileRequests(forgery: Forgery): fc.Arbitrary<HostileRequest> {
  const transaction = (
    change: { sig?: Uint8Array; type?: string; sender?: string; payload?: Uint8Array } = {},
  ): Json => ({
    tx: {
      signature: { sig: toBase64(change.sig ?? forgery.signature), type: change.type ?? "secp256k1_ep" },
      body: {
        desc: "",
        payload: toBase64(change.payload ?? forgery.payload),
        type: "execute",
        fee: "0",
        nonce: forgery.nonce,
        chain_id: "idos-local",
      },
      sender: change.sender ?? forgery.victim,
      serialization: "concat",
    },
    sync: 1,
  });
  const ownView = encodeCall(idos.getUser, {});
  const view = encodeCall(idos.hasProfile, { address: "0x00" });
  const dwg = encodeCall(idos.dwgMessage, {
    owner_wallet_identifier: "a",
    grantee_wallet_identifier: "b",
    issuer_public_key: "c",
    id: "31276fd4-105f-4ff7-9f64-644942c14b79",
    access_grant_timelock: "2027-01-01T00:00:00Z",
    not_usable_before: "2027-01-01T00:00:00Z",
    not_usable_after: "2027-01-02T00:00:00Z",
  });
  // Without the path's value each of them is an error, and with a wrong one too.
  const places: [string, Json, (string | number)[]][] = [
    ["user.call", { body: { payload: toBase64(view) } }, ["body"]],
    ["user.call", { body: { payload: toBase64(view) } }, ["body", "payload"]],
    ["user.account", { id: { identifier: forgery.victim } }, ["id"]],
    ["user.account", { id: { identifier: forgery.victim } }, ["id", "identifier"]],
    ["user.tx_query", { tx_hash: "00".repeat(32) }, ["tx_hash"]],
    ["user.query", { query: "SELECT 1" }, ["query"]],
    ["user.estimate_price", transaction(), ["tx", "body", "payload"]],
    ["user.estimate_price", transaction(), ["tx", "body", "type"]],
    ["kgw.authn", { nonce: "x", sender: forgery.victim, signature: { sig: "AA==", type: "ed25519" } }, ["signature"]],
    ["kgw.authn", { nonce: "x", sender: forgery.victim, signature: { sig: "AA==", type: "ed25519" } }, ["nonce"]],
    ...["signature", "body", "sender", "serialization"].map((key): [string, Json, string[]] => [
      "user.broadcast",
      transaction(),
      ["tx", key],
    ]),
    ...["desc", "payload", "type", "fee", "nonce", "chain_id"].map((key): [string, Json, string[]] => [
      "user.broadcast",
      transaction(),
      ["tx", "body", key],
    ]),
  ];
  // A price is told for any base64 and any name of a type.
  const priced = (method: string, change: Json | undefined): boolean =>
    method === "user.estimate_price" && typeof change === "string";
  const cut = (payload: Uint8Array) =>
    fc.integer({ min: 0, max: payload.length - 1 }).map((length) => payload.subarray(0, length));

  const kinds: Record<string, fc.Arbitrary<string | Uint8Array>> = {
    "truncated payload": fc.oneof(cut(view), cut(dwg)).map(call),
    "random payload": bytes(200).map(call),
    "payload with huge lengths": fc
      .tuple(fc.nat({ max: 65_535 }), bytes(20))
      .map(([count, tail]) =>
        call(
          concat(
            u16le(0),
            ...prefixed(utf8("main")),
            ...prefixed(utf8("has_profile")),
            u16le(count),
            fromHex("ffffffff"),
            tail,
          ),
        ),
      ),
    "unknown action": fc
      .string({ unit: "binary", maxLength: 40 })
      .map((name) => call(encodeCall({ name: `x${name}`, inputs: [], description: "" }, {}))),
    "another kind of action": fc
      .constantFrom(idos.removeCredential, idos.addInserterAsOwner)
      .map((action) => call(concat(u16le(0), ...prefixed(utf8("main")), ...prefixed(utf8(action.name)), u16le(0)))),
    "a view of one's own without a session": fc
      .tuple(bytes(12).map(toHex), fc.constantFrom("", "secp256k1_ep", "ed25519", "nep413"))
      .map(([sender, auth_type]) =>
        request("user.call", {
          body: { payload: toBase64(ownView) },
          auth_type,
          sender: forgery.victim + sender,
        }),
      ),
    "a value of another type": fc
      .tuple(fc.constantFrom(...places), fc.option(wrong, { nil: undefined, freq: 5 }))
      .filter(([[method], change]) => !priced(method, change))
      .map(([[method, params, path], change]) => request(method, withChange(params, path, change))),
    "a forged signature": fc
      .tuple(
        fc.oneof(bytes(200), fc.uint8Array({ minLength: 64, maxLength: 65 }), fc.constant(forgery.signature)),
        fc.constantFrom("secp256k1_ep", "ed25519", "nep413", "xrpl", "nonsense"),
        fc.constantFrom(forgery.victim, `${"00".repeat(12)}${forgery.victim}`, `ed${"11".repeat(32)}`, ""),
      )
      .map(([sig, type, sender]) => request("user.broadcast", transaction({ sig, type, sender }))),
    "a forged transaction with a bad payload": fc
      .oneof(bytes(100), cut(encodeExecute(idos.addInserterAsOwner, { id: null, name: null })))
      .map((payload) => request("user.broadcast", transaction({ payload }))),
    "a sign-in that was not asked for": fc.tuple(bytes(16).map(toHex), bytes(70)).map(([nonce, sig]) =>
      request("kgw.authn", {
        nonce,
        sender: forgery.victim,
        signature: { sig: toBase64(sig), type: "secp256k1_ep" },
      }),
    ),
    "an unknown method": fc
      .oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "toString", "user.databases", "user.changesets"))
      .map((method) => request(`${method}`, {})),
    "deep JSON": fc
      .tuple(fc.integer({ min: 13, max: 9000 }), fc.constantFrom(["[", "1", "]"], ['{"a":', "1", "}"]))
      .map(([depth, [open = "", core = "", close = ""]]) => open.repeat(depth) + core + close.repeat(depth)),
    "no JSON-RPC": fc.json().map((text) => (text === "[]" || /^\s*\{/.test(text) ? "{}" : text)),
    "a batch of nothing": fc.array(wrong, { minLength: 1, maxLength: 50 }).map((batch) => JSON.stringify(batch)),
    "a cut body": fc.nat({ max: 60 }).map((length) => utf8(call(view)).subarray(0, length)),
    "invalid UTF-8": fc
      .tuple(fc.constantFrom("ff", "c0af", "eda080", "f8888080", "80"), fc.nat({ max: 100 }))
      .map(([hex, at]) => {
        const body = utf8(call(view));
        return concat(body.subarray(0, at), fromHex(hex), body.subarray(at));
      }),
    "random bytes": bytes(300),
    "huge numbers": fc
      .tuple(fc.constantFrom("9".repeat(400), "1e309", "-1e400", `0.${"0".repeat(300)}1`, "9007199254740993"))
      .map(([number]) => request("user.broadcast", transaction()).replace(/"nonce":\d+/, `"nonce":${number}`)),
  };
  return fc.oneof(
    ...Object.entries(kinds).map(([kind, arbitrary]) =>
      arbitrary.map((body) => ({ kind, body: typeof body === "string" ? utf8(body) : body })),
    ),
  );
}

/** Bytes for a report: as text where they are, cut. */
export function shownBody(body: Uint8Array): string {
  const text = new TextDecoder().decode(body);
  return text.includes("\ufffd") ? toHex(body).slice(0, 400) : text.slice(0, 400);
}
