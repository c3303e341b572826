/**
 * `grant`, the heart: opens the candidates, asks in the window, re-encrypts for the consumer and returns the
 * encoded `share_credential` payload. The window opens whether or not anything matches, so the host cannot
 * tell "nothing matches" from "declined".
 */
import { fromBase64, toBase64, toHex } from "../../crypto/bytes.ts";
import { sealNatively } from "../../crypto/native-box.ts";
import { signOnce } from "../../crypto/throw-away-signature.ts";
import { shareCredential } from "../../kwil/actions.ts";
import { encodeExecute } from "../../kwil/payload.ts";
import { IdosError } from "../../protocol/errors.ts";
import type { Consumer, GrantParams, GrantResult } from "../../protocol/types.ts";
import type { KnownConsumer } from "../../config/config.ts";
import { logActivity } from "../activity.ts";
import { openCandidates, shown, type Opened } from "../candidates.ts";
import { reconnect, unixNow } from "../custody.ts";
import { fingerprint } from "../fingerprint.ts";
import { meets } from "../requirements.ts";
import { needWindow, showIfOpen, type FlowContext } from "../session.ts";
import type { Answer, ShownConsumer, SkippedCredential } from "../window-messages.ts";

/** Runs the call. @throws IdosError `USER_REJECTED`, `NO_MATCH`, `USER_CLOSED`, `LOCKED`, `INVALID_ARGUMENT` */
export async function grant(context: FlowContext, params: GrantParams): Promise<GrantResult> {
  const { session, flow, signal } = context;
  const { key } = session;
  if (!key) throw new IdosError("LOCKED", "The key is locked");
  // While the window opens, which takes longer. And loaded whether or not anything matches: a failure, or its time,
  // must not tell.
  const ahead = Promise.all([openCandidates(params.candidates, key.secretKey, signal), session.consumers()]);
  ahead.catch(() => {});
  const link = await needWindow(context);
  await reconnect(context, key);
  link.show({ kind: "progress", site: flow.site, of: "matching" });
  void session.frame.progress({ of: "window" });

  const [{ opened, skipped }, known] = await ahead;
  const { requirements } = params;
  const matches = requirements ? opened.filter(({ credential }) => meets(credential, requirements)) : opened;
  if (!matches.length) return noMatch(await link.ask(noMatchScreen(flow.site, params, skipped), signal));

  const consumer = describeConsumer(params.consumer, known);
  const answer = await link.ask(
    {
      kind: "consent",
      site: flow.site,
      consumer,
      purpose: params.purpose,
      requirements,
      matches: matches.map(shown),
      skipped,
      timelock: params.timelock,
    },
    signal,
  );
  const chosen = answer.type === "approve" ? matches.find(({ id }) => id === answer.credentialId) : undefined;
  if (answer.type !== "approve" || !chosen) throw declined();

  showIfOpen(context, { kind: "progress", site: flow.site, of: "sealing" });
  const result = await sealForConsumer(params, chosen, answer.timelock);
  link.show({ kind: "granted", site: flow.site, digest: result.digest });
  const to = consumer.verified?.name ?? consumer.claimed?.name ?? params.consumer.walletIdentifier;
  const line = { at: unixNow(), what: "grant", origin: flow.site, to: `${to} (${consumer.fingerprint})` } as const;
  const leave = (): void => {
    link.release();
    session.link = undefined;
  };
  context.afterwards(logActivity(context, line).finally(leave));
  return result;
}

function declined(): IdosError {
  return new IdosError("USER_REJECTED", "The user did not approve");
}

function noMatch(answer: Answer): never {
  if (answer.type === "tell")
    throw new IdosError("NO_MATCH", "The user has no credential that matches and wants to look for a provider");
  throw declined();
}

const noMatchScreen = (site: string, { purpose, requirements }: GrantParams, skipped: SkippedCredential[]) =>
  ({ kind: "no-match", site, purpose, requirements, skipped }) as const;

/** A name without quotes only for a consumer whom the operator knows by both its wallet and its key. */
export function describeConsumer(consumer: Consumer, known: readonly KnownConsumer[]): ShownConsumer {
  const { name, url, walletIdentifier, encryptionPublicKey } = consumer;
  const match = known.find(
    (k) =>
      k.encryptionPublicKey === encryptionPublicKey &&
      k.walletIdentifier.toLowerCase() === walletIdentifier.toLowerCase(),
  );
  return {
    walletIdentifier,
    fingerprint: fingerprint(encryptionPublicKey),
    claimed: { name, url },
    verified: match && { name: match.name, url: match.url },
  };
}

const sha256 = async (bytes: Uint8Array): Promise<string> =>
  toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>)));

/** Hex digits of a digest that the wallet shows: 20 bytes. */
const DIGEST = 40;

async function sealForConsumer(
  { consumer, timelock, copyId }: GrantParams,
  { id, plaintext }: Opened,
  accepted: boolean,
): Promise<GrantResult> {
  const recipient = fromBase64(consumer.encryptionPublicKey, "consumer.encryptionPublicKey", 32);
  // The browser hashes and signs on threads of its own, beside what is done here.
  const hashing = sha256(plaintext);
  const [{ content, encryptorPublicKey }, sign] = await Promise.all([
    sealNatively(plaintext, recipient),
    // Only an issuer's own signature lets an issuer edit a row, so nobody keeps the key of a copy.
    signOnce(""),
  ]);
  const [row, hash] = await Promise.all([sign(content), hashing]);
  const lockedUntil = timelock && (accepted || !timelock.optional) ? timelock.until : 0;
  const payload = encodeExecute(shareCredential, {
    id: copyId,
    original_credential_id: id,
    public_notes: "",
    public_notes_signature: row.publicNotesSignature,
    broader_signature: row.broaderSignature,
    content: toBase64(content),
    content_hash: hash,
    encryptor_public_key: toBase64(encryptorPublicKey),
    issuer_auth_public_key: row.issuerAuthPublicKey,
    grantee_wallet_identifier: consumer.walletIdentifier,
    locked_until: lockedUntil,
  });
  return {
    credentialId: id,
    payload,
    digest: (await sha256(payload)).slice(0, DIGEST),
    lockedUntil,
    contentHash: hash,
  };
}
