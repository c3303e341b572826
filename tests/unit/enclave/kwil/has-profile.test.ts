/** What storage nodes can make the enclave believe of a wallet. */
import { expect } from "chai";
import { fromBase64 } from "../../../../enclave/crypto/bytes.ts";
import { askProfile } from "../../../../enclave/kwil/has-profile.ts";
import { decodeCall } from "../../../../enclave/kwil/payload.ts";
import { isIdosError } from "../../../../enclave/protocol/errors.ts";
import vectors from "../../../vectors/kwil.json";

const rows = (value: unknown, name = "has_profile"): string =>
  JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    result: { query_result: { column_names: [name], column_types: [], values: [[value]] }, logs: "" },
  });
type Answers = Record<string, (address: string, signal: AbortSignal) => Promise<Response> | Response>;
const says = (value: unknown) => (): Response => new Response(rows(value));
const gone = (): never => {
  throw new TypeError("Failed to fetch");
};
const silent = (_: string, signal: AbortSignal): Promise<Response> =>
  new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));

let requests: { url: string; body: unknown; init: RequestInit | undefined }[] = [];
const ask = (answers: Answers, names = ["0xAB"], signal?: AbortSignal) => {
  requests = [];
  const fetcher: typeof fetch = async (input, init) => {
    const url = input as string;
    const body = JSON.parse(init?.body as string) as { params: { body: { payload: string } } };
    requests.push({ url, body, init });
    const address = String(decodeCall(fromBase64(body.params.body.payload)).batches[0]?.[0]?.value);
    return (answers[new URL(url).hostname.split(".")[0] ?? ""] ?? gone)(address, init?.signal as AbortSignal);
  };
  return askProfile(
    Object.keys(answers).map((name) => `http://${name}.localhost/`),
    names,
    { fetcher, signal },
  );
};

describe("threat 26: has_profile", () => {
  it("is asked as the reference client asks it, without cookies", async () => {
    const address = vectors.inputs.has_profile[0] ?? "";
    await ask({ a: says(false) }, [address]);
    const recorded = vectors.exchanges.find(({ label }) => label === "call has_profile, signed out")?.requests[1];
    expect(requests.map(({ url }) => url)).to.deep.equal(["http://a.localhost/rpc/v1"]);
    expect(requests[0]?.body).to.deep.equal({ jsonrpc: "2.0", id: 1, ...recorded });
    expect(requests[0]?.init).to.include({ credentials: "omit", redirect: "error", referrerPolicy: "no-referrer" });
  });

  it("is believed when any node knows a profile, whatever the others say", async () => {
    expect(await ask({ a: says(false), b: says(true) })).to.equal("yes");
    expect(await ask({ a: says(true), b: gone })).to.equal("yes");
    expect(await ask({ a: silent, b: says(true) })).to.equal("yes");
    expect(await ask({ a: (name) => says(name === "key")() }, ["0xAB", "key"])).to.equal("yes");
    // One of two names that gets no answer does not hide the other's.
    expect(await ask({ a: (name) => (name === "key" ? says(true)() : gone()) }, ["0xAB", "key"])).to.equal("yes");
  });

  it("is no when one says so and none knows a profile; a silent one is not waited for to its end", async () => {
    expect(await ask({ a: says(false), b: says(false) })).to.equal("no");
    expect(await ask({ a: gone, b: says(false) })).to.equal("no");
    const since = performance.now();
    expect(await ask({ a: silent, b: says(false) })).to.equal("no");
    expect(performance.now() - since).to.be.below(4_000);
  });

  it("is unknown where none gives an answer of the right form", async () => {
    const endless = (): Response =>
      new Response(new ReadableStream({ pull: (to) => to.enqueue(new Uint8Array(4096).fill(0x20)) }));
    for (const bad of [
      gone,
      endless,
      () => new Response("<html>"),
      () => new Response("{}"),
      says("false"),
      says(null),
      () => new Response(JSON.stringify({ jsonrpc: "2.0", id: 1, error: { code: -1, message: "no" } })),
      () => new Response(rows(false).replace("[[false]]", "[]")),
      () => new Response(rows(false).replace("[[false]]", "[[false],[true]]")),
      () => new Response(rows(false).replace('"result":{', '"result":{"error":"not now",')),
    ])
      expect(await ask({ a: bad })).to.equal("unknown");
    expect(await ask({})).to.equal("unknown");
    // Half of an answer is none.
    expect(await ask({ a: (name) => (name === "key" ? gone() : says(false)()) }, ["0xAB", "key"])).to.equal("unknown");
  });

  it("ends with its signal", async () => {
    const stop = new AbortController();
    const asked = ask({ a: silent }, ["0xAB"], stop.signal).catch((error: unknown) => error);
    stop.abort();
    expect(isIdosError(await asked, "ABORTED")).to.equal(true);
  });
});
