/** Every error code in plain words: what happened and what helps. */
import type { Failure } from "../../machine/failure.ts";
import type { Job } from "../../machine/jobs.ts";
import type { Language } from "../../words/language.ts";
import type { Message } from "../../words/message.ts";

/** The words for a failure of this job: the job's own, where it has any. */
export function explain({ code, data }: Failure, job: Job["do"], { words, formats }: Language): Message {
  const { codes, jobs, lockedUntil } = words.failures;
  const byJob: Readonly<Record<string, Message>> = jobs;
  const message = byJob[`${job}:${code}`] ?? codes[code];
  const until = data?.["until"];
  return code === "TIMELOCKED" && typeof until === "number"
    ? { title: message.title, text: lockedUntil(formats.moment(until)) }
    : message;
}
