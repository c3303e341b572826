/**
 * What a grant does with plaintexts: opens the candidates, matches them, seals the copy of the one that is approved. It
 * runs apart from the vault's own thread (`opening-thread.ts`), which answers calls: no call is answered later because
 * of what is in a credential. Plaintexts stay here; what leaves is what the window shows, and the sealed copy.
 */
import { transfer } from "comlink";
import { IdosError, toWireError } from "../protocol/errors.ts";
import type { Envelope } from "../protocol/guard.ts";
import { movedBuffers } from "../protocol/moved-bytes.ts";
import type { Candidate, Consumer, Requirements, UnixSeconds, Uuid } from "../protocol/types.ts";
import type { GrantResult } from "../protocol/calls/grant.ts";
import { openCandidates, shown, type Opened } from "./candidates.ts";
import { meets } from "./requirements.ts";
import { prepareCopy, sealCopy, sharePayload, type PreparedCopy } from "./sealed-copy.ts";
import type { Match, SkippedCredential } from "../contract/window-messages.ts";

/** What is opened, and what is asked of it. */
export interface OpeningJob {
  candidates: Candidate[];
  /** X25519, 32 bytes. */
  secretKey: Uint8Array;
  requirements: Requirements | undefined;
  consumer: Consumer;
}

/** What was found. */
export interface Found {
  matches: Match[];
  skipped: SkippedCredential[];
  /** The first that opened, whether or not it matches: it stands in for a match where there is none. */
  standIn: Match | undefined;
}

/** What the person approved. */
export interface Approval {
  /** Of the {@link Match}. */
  token: string;
  copyId: Uuid;
  /** 0 = not. */
  lockedUntil: UnixSeconds;
}

/** Served to the vault. Every answer is an envelope, so that errors keep their codes. */
export interface Opening {
  /** Opens and matches; its value is {@link Found}. Once. */
  open(job: OpeningJob): Promise<Envelope>;
  /** Seals the copy; its value is {@link GrantResult}. */
  seal(approval: Approval): Promise<Envelope>;
}

/** @param signal stops what runs, at the next candidate: where no thread can be ended */
export function createOpening(signal: AbortSignal): Opening {
  const held = new Map<string, Opened>();
  let consumer: Consumer | undefined;
  let prepared: Promise<PreparedCopy> | undefined;

  async function open({ candidates, secretKey, requirements, ...job }: OpeningJob): Promise<Found> {
    consumer = job.consumer;
    // Keys of the copy, which hold nothing of a plaintext: the browser makes them on threads of its own.
    prepared = prepareCopy(consumer);
    prepared.catch(() => {});
    const { opened, skipped } = await openCandidates(candidates, secretKey, signal).finally(() => secretKey.fill(0));
    const matches: Match[] = [];
    let standIn: Match | undefined;
    for (const one of opened) {
      const token = crypto.randomUUID();
      const fits = requirements === undefined || meets(one.credential, requirements);
      const match: Match = { ...shown(one), token };
      standIn ??= { ...match, token: "" };
      if (!fits) continue;
      held.set(token, one);
      matches.push(match);
    }
    return { matches, skipped, standIn };
  }

  async function seal({ token, copyId, lockedUntil }: Approval): Promise<GrantResult> {
    const opened = held.get(token);
    if (!opened || !consumer || !prepared) throw new IdosError("USER_REJECTED", "The user did not approve");
    const copy = await sealCopy(await prepared, opened.plaintext);
    const written = await sharePayload({ copyId, credentialId: opened.id, consumer, copy, lockedUntil });
    return { credentialId: opened.id, ...written, lockedUntil, contentHash: copy.hash };
  }

  async function enveloped(work: () => Promise<object>): Promise<Envelope> {
    try {
      const value = await work();
      return transfer({ ok: true, value }, movedBuffers(value));
    } catch (error) {
      return { ok: false, error: toWireError(error) };
    }
  }
  return {
    open: (job) => enveloped(() => open(job)),
    seal: (approval) => enveloped(() => seal(approval)),
  };
}
