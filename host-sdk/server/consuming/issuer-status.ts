/** Asking an issuer's own backend whether it revoked a credential. */
import { concat, fromHex, fromUtf8 } from "../../../enclave/crypto/bytes.ts";
import type { CheckResult } from "./credential-checks.ts";
import { MAX_TOKEN, readStatus, STATUS_ID } from "../shared/status-token.ts";
import type { KnownIssuer } from "./trusted-issuers.ts";

/** Milliseconds that an issuer has for its answer. */
const DEADLINE = 5_000;
/** Answers that are remembered, to know an older one again. */
const REMEMBERED = 10_000;

/** Asks one issuer about one credential. */
export type AskIssuer = (
  issuer: KnownIssuer,
  notesId: string | undefined,
  signal?: AbortSignal,
) => Promise<CheckResult>;

/**
 * Creates a client. The address is the configuration's alone: nothing of a credential names it, a redirect is not
 * followed, and nothing is sent but the id of the notes.
 */
export function createIssuerStatus({ fetch: given }: { fetch?: typeof fetch | undefined } = {}): AskIssuer {
  /** When the newest answer was given that was seen for an id. */
  const newest = new Map<string, number>();

  async function token(url: string, signal: AbortSignal | undefined): Promise<string | undefined> {
    const deadline = AbortSignal.timeout(DEADLINE);
    try {
      const response = await (given ?? fetch)(url, {
        headers: { accept: "application/jwt" },
        redirect: "error",
        credentials: "omit",
        referrerPolicy: "no-referrer",
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      });
      // A fetch of the app's own may follow redirects all the same.
      if (response.status !== 200 || response.redirected || !response.body) {
        await response.body?.cancel();
        return undefined;
      }
      return await shortText(response.body);
    } catch (error) {
      if (signal?.aborted) throw error;
      return undefined;
    }
  }

  return async (issuer, notesId, signal) => {
    const { statusUrl, statusUnreachable, description } = issuer;
    if (statusUrl === undefined) return { ok: true };
    if (!notesId) return { ok: false, why: "The issuer cannot be asked: its notes have no id" };
    if (!STATUS_ID.test(notesId)) return { ok: false, why: "The issuer cannot be asked about notes with such an id" };
    const answer = await token(`${statusUrl}/${encodeURIComponent(notesId)}`, signal);
    if (answer === undefined)
      return statusUnreachable === "accept"
        ? { ok: true }
        : { ok: false, why: "The issuer does not answer whether the credential is revoked", later: true };
    const keys = issuer.rowKeys.map((key) => fromHex(key));
    const said = readStatus(answer, keys, notesId, Math.floor(Date.now() / 1000));
    if ("why" in said) return { ok: false, why: said.why };
    const name = `${description.id} ${notesId}`;
    const before = newest.get(name);
    if (before !== undefined && said.issuedAt < before)
      return { ok: false, why: "The issuer's answer about the status is older than one before" };
    newest.delete(name);
    newest.set(name, said.issuedAt);
    for (const oldest of newest.keys()) {
      if (newest.size <= REMEMBERED) break;
      newest.delete(oldest);
    }
    return said.revoked ? { ok: false, why: "The issuer says that it revoked the credential" } : { ok: true };
  };
}

/** A body of few bytes; nothing of one that has more, which is no answer of any known form. */
async function shortText(body: ReadableStream<Uint8Array>): Promise<string> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > MAX_TOKEN) {
      await reader.cancel();
      return "";
    }
    chunks.push(part.value);
  }
  return fromUtf8(concat(...chunks));
}
