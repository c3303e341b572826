/**
 * Whether a wallet has a profile, asked of storage nodes without a sign-in. Not the host's network client: it needs no
 * session, no transaction and no wallet, and what it is told is believed in one direction only.
 */
import * as v from "valibot";
import { toBase64 } from "../crypto/bytes.ts";
import { throwIfAborted } from "../protocol/errors.ts";
import { untilAborted } from "../protocol/until-aborted.ts";
import { hasProfile } from "./actions.ts";
import { encodeCall } from "./payload.ts";

/** Milliseconds that a node has for one answer. */
const DEADLINE = 5_000;
/** Milliseconds for the others once a node has said that there is none. */
const GRACE = 1_500;
/** Largest answer that is read, in bytes: one truth value and its column. */
const MAX_ANSWER = 16 * 1024;

/**
 * What the nodes said. `yes`: one of them knows a profile, whatever the others say, since a node that is behind or lies
 * must not have a key replaced. `no`: at least one says so, and none knows a profile. `unknown`: none gave an answer.
 */
export type ProfileAnswer = "yes" | "no" | "unknown";

/** Options of {@link askProfile}. */
export interface AskProfileOptions {
  signal?: AbortSignal | undefined;
  fetcher?: typeof fetch | undefined;
}

const answerSchema = v.object({
  jsonrpc: v.literal("2.0"),
  result: v.object({
    // A node writes null for a list that is left out.
    error: v.nullish(v.literal("")),
    query_result: v.object({
      column_names: v.strictTuple([v.string()]),
      values: v.strictTuple([v.strictTuple([v.boolean()])]),
    }),
  }),
});

/** Reads no more than such an answer can be, so that a node cannot fill the memory. */
async function readBounded(response: Response): Promise<string> {
  let size = 0;
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform(part, out) {
      if ((size += part.length) > MAX_ANSWER) out.error(new RangeError("The answer is too long"));
      else out.enqueue(part);
    },
  });
  return new Response(response.body?.pipeThrough(limit)).text();
}

async function askNode(node: string, identifier: string, signal: AbortSignal, fetcher: typeof fetch): Promise<boolean> {
  const response = await fetcher(`${node.replace(/\/$/, "")}/rpc/v1`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "user.call",
      params: {
        body: { payload: toBase64(encodeCall(hasProfile, { address: identifier })) },
        auth_type: "secp256k1_ep",
        sender: "",
        signature: "",
      },
    }),
    credentials: "omit",
    redirect: "error",
    cache: "no-store",
    referrerPolicy: "no-referrer",
    signal,
  });
  const { result } = v.parse(answerSchema, JSON.parse(await readBounded(response)));
  return result.query_result.values[0][0];
}

/**
 * Asks every node about every name of a wallet, all at once.
 * @param nodes base URLs
 * @param identifiers what the network may know the wallet by: its address, and its public key where it has one
 * @throws IdosError `ABORTED`
 */
export async function askProfile(
  nodes: readonly string[],
  identifiers: readonly string[],
  { signal, fetcher = fetch }: AskProfileOptions = {},
): Promise<ProfileAnswer> {
  throwIfAborted(signal);
  if (!nodes.length || !identifiers.length) return "unknown";
  const over = new AbortController();
  const stop = AbortSignal.any([over.signal, AbortSignal.timeout(DEADLINE), ...(signal ? [signal] : [])]);
  let grace: ReturnType<typeof setTimeout> | undefined;
  let settle: (answer: ProfileAnswer) => void = () => {};
  const settled = new Promise<ProfileAnswer>((resolve) => (settle = resolve));
  /** One node's whole word: that there is none holds only for all of the names. */
  const word = async (node: string): Promise<void> => {
    const answers = await Promise.allSettled(
      identifiers.map(async (identifier) => {
        const has = await askNode(node, identifier, stop, fetcher);
        if (has) settle("yes");
      }),
    );
    if (answers.some(({ status }) => status === "rejected")) throw new TypeError("No answer");
    grace ??= setTimeout(() => settle("no"), GRACE);
  };
  const words = nodes.map(word);
  void Promise.allSettled(words).then((all) =>
    settle(all.some((one) => one.status === "fulfilled") ? "no" : "unknown"),
  );
  try {
    return await untilAborted(settled, signal);
  } finally {
    clearTimeout(grace);
    over.abort();
  }
}
