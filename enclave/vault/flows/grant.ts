/**
 * `grant`, the heart: opens the candidates, asks in the window, re-encrypts for the consumer and returns the
 * encoded `share_credential` payload. The window opens whether or not anything matches, so the host cannot
 * tell "nothing matches" from "declined".
 */
import { seal } from "../../crypto/box.ts";
import { fromBase64, randomBytes, toBase64 } from "../../crypto/bytes.ts";
import { signRow } from "../../crypto/ed25519.ts";
import { contentHash } from "../../crypto/hash.ts";
import { shareCredential } from "../../kwil/actions.ts";
import { encodeExecute } from "../../kwil/payload.ts";
import { payloadDigest } from "../../kwil/texts.ts";
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
  const link = await needWindow(context);
  await reconnect(context, key);
  link.show({ kind: "progress", site: flow.site, of: "matching" });
  await session.frame.progress({ of: "window" });

  // Loaded whether or not anything matches: a failure, or its time, must not tell.
  const known = await session.consumers();
  const { opened, skipped } = await openCandidates(params.candidates, key.secretKey, signal);
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
  const result = sealForConsumer(params, chosen, answer.timelock);
  const to = consumer.verified?.name ?? consumer.claimed?.name ?? params.consumer.walletIdentifier;
  await logActivity(context, {
    at: unixNow(),
    what: "grant",
    origin: flow.site,
    to: `${to} (${consumer.fingerprint})`,
  });
  link.show({ kind: "granted", site: flow.site, digest: result.digest });
  link.release();
  session.link = undefined;
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

function sealForConsumer(
  { consumer, timelock, copyId }: GrantParams,
  { id, plaintext }: Opened,
  accepted: boolean,
): GrantResult {
  const { content, encryptorPublicKey } = seal(
    plaintext,
    fromBase64(consumer.encryptionPublicKey, "consumer.encryptionPublicKey", 32),
  );
  // Only an issuer's own signature lets an issuer edit a row; copies are signed by a key that nobody keeps.
  const throwAway = randomBytes(32);
  const row = signRow("", content, throwAway);
  throwAway.fill(0);
  const lockedUntil = timelock && (accepted || !timelock.optional) ? timelock.until : 0;
  const hash = contentHash(plaintext);
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
    payload: toBase64(payload),
    digest: payloadDigest(payload),
    lockedUntil,
    contentHash: hash,
  };
}
