/**
 * `grant`, the heart: opens the candidates, asks in the window, re-encrypts for the consumer and returns the
 * encoded `share_credential` payload. The window opens whether or not anything matches, so the host cannot
 * tell "nothing matches" from "declined". Nothing is opened before the window has proved itself, and all that
 * is done with plaintexts is done in a thread of its own, which ends with the grant: a site has no call that
 * would be answered sooner or later by what is in a credential.
 */
import { IdosError, throwIfAborted } from "../../protocol/errors.ts";
import type { GrantParams, GrantResult } from "../../protocol/calls/grant.ts";
import type { Timelock, UnixSeconds } from "../../protocol/types.ts";
import { tidyActivity, writeActivity } from "../activity.ts";
import { reconnect, unixNow } from "../custody.ts";
import { describeConsumer } from "../describe-consumer.ts";
import type { OpeningThread } from "../opening-thread.ts";
import { interruptible, needWindow, showIfOpen, type FlowContext } from "../session.ts";
import type {
  Answer,
  Match,
  Screen,
  ShownActivity,
  ShownConsumer,
  SkippedCredential,
} from "../../contract/window-messages.ts";

/** Runs the call. @throws IdosError `USER_REJECTED`, `NO_MATCH`, `USER_CLOSED`, `LOCKED`, `INVALID_ARGUMENT` */
export async function grant(context: FlowContext, params: GrantParams): Promise<GrantResult> {
  const { session, flow } = context;
  const { key } = session;
  if (!key) throw new IdosError("LOCKED", "The key is locked");
  // While the window opens: a thread that has nothing yet, and the operator's list. The list is loaded whether or not
  // anything matches: a failure, or its time, must not tell.
  session.openings.prepare();
  const known = session.consumers();
  known.catch(() => {});
  const link = await needWindow(context);
  await reconnect(context, key, { wait: false });
  throwIfAborted(context.signal);
  link.show({ kind: "progress", site: flow.site, of: "matching" });
  void session.frame.progress({ of: "window" });

  const thread = session.openings.take();
  try {
    const { candidates, requirements, consumer } = params;
    const job = { candidates, requirements, consumer, secretKey: key.secretKey.slice() };
    const [{ matches, skipped, standIn }, list] = await interruptible(context, Promise.all([thread.open(job), known]));
    const shown = describeConsumer(consumer, list, flow.site);
    const consent = consentScreen(flow.site, params, shown, matches.length || !standIn ? matches : [standIn], skipped);
    const screen = matches.length ? consent : noMatchScreen(flow.site, params, skipped, standIn && consent);
    const answer = await link.ask(screen, context.signal);
    if (!matches.length) return noMatch(answer);
    return await approved(context, params, thread, answer, shown);
  } finally {
    thread.end();
  }
}

/** After Approve: seals the copy, writes it down, and shows what the wallet will show. */
async function approved(
  context: FlowContext,
  { copyId, timelock }: GrantParams,
  thread: OpeningThread,
  answer: Answer,
  consumer: ShownConsumer,
): Promise<GrantResult> {
  const { session, flow } = context;
  if (answer.type !== "approve") throw declined();
  showIfOpen(context, { kind: "progress", site: flow.site, of: "sealing" });
  const approval = { token: answer.token, copyId, lockedUntil: lockOf(timelock, answer.timelock) };
  const result = await interruptible(context, thread.seal(approval));
  // A page that has its answer can end the vault: the line comes first.
  await writeActivity(context, grantLine(flow.site, consumer));
  const { link } = session;
  link?.show({ kind: "granted", site: flow.site, digest: result.digest });
  const leave = (): void => {
    link?.release();
    session.link = undefined;
  };
  context.afterwards(() => tidyActivity(context).finally(leave));
  // Who has granted once may do so again: the next one finds a thread that is warm.
  context.afterwards(async () => session.openings.prepare());
  return result;
}

const lockOf = (timelock: Timelock | undefined, accepted: boolean): UnixSeconds =>
  timelock && (accepted || !timelock.optional) ? timelock.until : 0;

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

const consentScreen = (
  site: string,
  { purpose, requirements, timelock }: GrantParams,
  consumer: ShownConsumer,
  matches: Match[],
  skipped: SkippedCredential[],
) => ({ kind: "consent", site, consumer, purpose, requirements, matches, skipped, timelock }) as const;

const noMatchScreen = (
  site: string,
  { purpose, requirements }: GrantParams,
  skipped: SkippedCredential[],
  standIn: Screen | undefined,
) => ({ kind: "no-match", site, purpose, requirements, skipped, standIn }) as const;
