/**
 * `grant`, the heart: opens the candidates, asks in the window, re-encrypts for the consumer and returns the
 * encoded `share_credential` payload. The window opens whether or not anything matches, so the host cannot
 * tell "nothing matches" from "declined".
 */
import { IdosError } from "../../protocol/errors.ts";
import type { GrantParams, GrantResult } from "../../protocol/types.ts";
import { tidyActivity, writeActivity } from "../activity.ts";
import { openCandidates, shown, type Opened } from "../candidates.ts";
import { reconnect, unixNow } from "../custody.ts";
import { describeConsumer } from "../describe-consumer.ts";
import { meets } from "../requirements.ts";
import { sealCopy, sharePayload, type SealedCopy } from "../sealed-copy.ts";
import { needWindow, showIfOpen, type FlowContext, type HeldKey } from "../session.ts";
import type { Answer, ShownActivity, ShownConsumer, SkippedCredential } from "../window-messages.ts";

/** Runs the call. @throws IdosError `USER_REJECTED`, `NO_MATCH`, `USER_CLOSED`, `LOCKED`, `INVALID_ARGUMENT` */
export async function grant(context: FlowContext, params: GrantParams): Promise<GrantResult> {
  const { session, flow, signal } = context;
  const { key } = session;
  if (!key) throw new IdosError("LOCKED", "The key is locked");
  // While the window opens, which takes longer. And loaded whether or not anything matches: a failure, or its time,
  // must not tell.
  const ahead = Promise.all([lookAhead(params, key, signal), session.consumers()]);
  ahead.catch(() => {});
  const link = await needWindow(context);
  await reconnect(context, key, { wait: false });
  link.show({ kind: "progress", site: flow.site, of: "matching" });
  void session.frame.progress({ of: "window" });

  const [{ matches, skipped, first }, known] = await ahead;
  const { requirements } = params;
  if (!matches.length) return noMatch(await link.ask(noMatchScreen(flow.site, params, skipped), signal));

  const consumer = describeConsumer(params.consumer, known, flow.site);
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
  const ready = chosen === matches[0] ? await first : undefined;
  const result = ready?.unlocked ?? (await grantOf(params, chosen, answer.timelock, ready?.copy));
  // A page that has its answer can end the vault: the line comes first.
  await writeActivity(context, grantLine(flow.site, consumer));
  link.show({ kind: "granted", site: flow.site, digest: result.digest });
  const leave = (): void => {
    link.release();
    session.link = undefined;
  };
  context.afterwards(() => tidyActivity(context).finally(leave));
  return result;
}

/** What is found before the person is asked. */
interface Ahead {
  matches: Opened[];
  skipped: SkippedCredential[];
  /**
   * The first match, which most people are shown alone: sealed while they read, so that nothing is left to wait for
   * after Approve. Until then it does not leave the vault.
   */
  first: Promise<{ copy: SealedCopy; unlocked: GrantResult | undefined } | undefined>;
}

async function lookAhead(params: GrantParams, { secretKey }: HeldKey, signal: AbortSignal): Promise<Ahead> {
  const { candidates, requirements, consumer, timelock } = params;
  const { opened, skipped } = await openCandidates(candidates, secretKey, signal);
  const matches = requirements ? opened.filter(({ credential }) => meets(credential, requirements)) : opened;
  const seal = async (match: Opened | undefined): Ahead["first"] => {
    if (!match) return undefined;
    const copy = await sealCopy(consumer, match.plaintext);
    return { copy, unlocked: timelock ? undefined : await grantOf(params, match, false, copy) };
  };
  const first = seal(matches[0]);
  // A failure is the person's only if they approve.
  first.catch(() => {});
  return { matches, skipped, first };
}

async function grantOf(
  { consumer, timelock, copyId }: GrantParams,
  { id, plaintext }: Opened,
  accepted: boolean,
  sealed: SealedCopy | undefined,
): Promise<GrantResult> {
  const copy = sealed ?? (await sealCopy(consumer, plaintext));
  const lockedUntil = timelock && (accepted || !timelock.optional) ? timelock.until : 0;
  const written = await sharePayload({ copyId, credentialId: id, consumer, copy, lockedUntil });
  return { credentialId: id, ...written, lockedUntil, contentHash: copy.hash };
}

/** The line about a grant: whose name it was, the operator's or the site's own word, stays told apart. */
function grantLine(
  origin: string,
  { verified, claimed, walletIdentifier: account, fingerprint: key }: ShownConsumer,
): ShownActivity {
  const to = verified ? { to: verified.name, verified: true as const } : claimed?.name ? { to: claimed.name } : {};
  return { at: unixNow(), what: "grant", origin, ...to, account, key };
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
