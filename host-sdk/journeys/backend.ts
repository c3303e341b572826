/** Client of a dApp's `idosHandler`. What it answers is validated: links must be http(s), keys must be keys. */
import * as v from "valibot";
import { IdosError, isCode } from "../../enclave/protocol/errors.ts";
import { base64Of32, hex, text, uuid, uuidV4 } from "../../enclave/protocol/schemas.ts";
import type {
  BackendDescription,
  Check,
  CheckRequest,
  GrantHint,
  JoinChallenge,
  JoinCompletion,
  JoinRequest,
} from "../shared/backend-types.ts";
import { httpUrl, readAnswer, requestJson } from "../network/http.ts";
import { shownText } from "../shared/shown-text.ts";

/** The calls of `backend-types.ts`. Each rejects with `NETWORK_…`, `NOT_FOUND`, `RATE_LIMITED`, `ABORTED` or the backend's own code. */
export interface Backend {
  description(signal?: AbortSignal): Promise<BackendDescription>;
  join(request: JoinRequest, signal?: AbortSignal): Promise<JoinChallenge>;
  completeJoin(completion: JoinCompletion, signal?: AbortSignal): Promise<void>;
  startCheck(request: CheckRequest, signal?: AbortSignal): Promise<Check>;
  check(id: string, signal?: AbortSignal): Promise<Check>;
  /** Resolves also when the hint is lost: the backend looks for itself. */
  hintGrant(hint: GrantHint): Promise<void>;
}

const DEADLINE = 30_000;
const HINT_DEADLINE = 5_000;

const failure = v.object({
  error: v.object({
    code: v.string(),
    message: v.string(),
    data: v.fallback(v.optional(v.object({ userId: uuidV4 })), undefined),
  }),
});
const challenge = v.object({ userId: uuidV4, message: text(2_000) });

/**
 * A client of a backend.
 * @param backend URL or path; undefined makes every call fail
 */
export function createBackend(backend: string | undefined): Backend {
  async function request<T>(
    schema: v.GenericSchema<unknown, T>,
    path: string,
    body?: unknown,
    signal?: AbortSignal,
    deadline = DEADLINE,
  ): Promise<T> {
    if (backend === undefined)
      throw new IdosError("UNSUPPORTED", "This needs a backend: give createIdos the URL of your idosHandler");
    const { status, body: answer } = await requestJson({
      url: httpUrl(backend, "backend") + path,
      body,
      deadline,
      signal,
      credentials: "same-origin",
      who: "The backend",
    });
    if (status < 200 || status > 299) throw refused(status, answer, path);
    return readAnswer(schema, answer, `The backend's ${path}`);
  }

  const link = v.pipe(
    text(2_000),
    v.transform((given) => (URL.canParse(given, location.href) ? new URL(given, location.href).href : "")),
    v.regex(/^https?:/),
  );
  const description: v.GenericSchema<unknown, BackendDescription> = v.object({
    name: text(200),
    joins: v.boolean(),
    consumer: v.optional(
      v.object({ walletIdentifier: v.pipe(text(200), v.minLength(1)), encryptionPublicKey: base64Of32 }),
    ),
    issuers: v.array(
      v.object({ id: text(100), name: text(200), authPublicKeys: v.array(hex(32)), url: v.optional(link) }),
    ),
    issuing: v.optional(
      v.object({
        issuerId: text(100),
        granteeWalletIdentifier: v.pipe(text(200), v.minLength(1)),
        issuerPublicKey: hex(32),
        validFor: v.pipe(v.number(), v.minValue(1)),
        timelock: v.pipe(v.number(), v.minValue(0)),
      }),
    ),
  });
  const check: v.GenericSchema<unknown, Check> = v.object({
    id: uuid,
    status: v.picklist(["open", "pending", "issued", "rejected", "failed"]),
    url: v.optional(link),
    reason: v.optional(text(1_000)),
    updatedAt: v.number(),
  });
  let known: BackendDescription | undefined;

  return {
    description: async (signal) => (known ??= await request(description, "/description", undefined, signal)),
    join: (body, signal) => request(challenge, "/join", body, signal),
    completeJoin: async (body, signal) =>
      void (await request(v.object({ userId: v.literal(body.userId) }), "/join/complete", body, signal)),
    startCheck: (body, signal) => request(check, "/checks", body, signal),
    check: (id, signal) => request(check, `/checks/${encodeURIComponent(id)}`, undefined, signal),
    hintGrant: async (body) => {
      if (backend !== undefined)
        await request(v.unknown(), "/grants", body, undefined, HINT_DEADLINE).catch(() => undefined);
    },
  };
}

function refused(status: number, answer: unknown, path: string): IdosError {
  const read = v.safeParse(failure, answer);
  const said = read.success ? `: ${shownText(read.output.error.message, 300)}` : ` (HTTP ${status})`;
  const message = `The backend refused ${path}${said}`;
  if (read.success && isCode(read.output.error.code))
    return new IdosError(read.output.error.code, message, { data: read.output.error.data });
  if (status === 404) return new IdosError("NOT_FOUND", message);
  if (status === 409) return new IdosError("NETWORK_CONFLICT", message);
  if (status === 429) return new IdosError("RATE_LIMITED", message);
  return new IdosError(status >= 500 ? "NETWORK_UNREACHABLE" : "NETWORK_DENIED", message);
}
