/** Carries out one job with the SDK. */
import { isIdosError, type BackendDescription, type Idos } from "../host-sdk/index.ts";
import { failureOf } from "./machine/failure.ts";
import type { Holdings, Job, JobResult } from "./machine/jobs.ts";

/**
 * Does the job.
 * @throws IdosError whatever the SDK rejects with
 */
export async function perform(job: Job, idos: Idos, signal: AbortSignal): Promise<JobResult> {
  const until = { signal };
  switch (job.do) {
    case "connect":
      await idos.connect(job.wallet, until);
      return { of: "connect" };
    case "check-profile": {
      const profile = await idos.profile(until);
      return { of: "check-profile", profile, backend: profile ? undefined : await ownBackend(idos, signal) };
    }
    case "join":
      await idos.join({ ...until, store: job.store });
      return { of: "join" };
    case "load":
      return { of: "load", holdings: await load(idos, signal) };
    case "describe":
      return { of: "describe", backend: await idos.backend(until) };
    case "find": {
      const [backend, found] = await Promise.all([idos.backend(until), idos.credentials.find(job.criteria, until)]);
      return { of: "find", found, backend };
    }
    case "prepare": {
      const [backend, draft] = await Promise.all([idos.backend(until), idos.verification.prepare(until)]);
      return { of: "prepare", draft, backend };
    }
    case "submit":
      return { of: "submit", check: await idos.verification.submit(job.draft, until) };
    case "grant":
      return { of: "grant", receipt: await idos.grants.request([...job.found], { ...job.request, signal }) };
    case "view":
      await idos.credentials.view([{ id: job.credential.id }], until);
      return { of: "view" };
    case "remove":
      await idos.credentials.remove(job.credential.id, until);
      return { of: "remove" };
    case "revoke":
      await idos.grants.revoke(job.grant.id, until);
      return { of: "revoke" };
    case "lock":
      await idos.lock();
      return { of: "lock" };
    case "manage":
      await idos.manage(until);
      return { of: "manage" };
    case "disconnect":
      await idos.disconnect();
      return { of: "disconnect" };
  }
}

/** The person's data stands on the network: a site whose own server is away must not hide it. */
async function load(idos: Idos, signal: AbortSignal): Promise<Holdings> {
  const described = ownBackend(idos, signal).then(
    (backend) => ({ backend }),
    (error: unknown) => ({ backend: undefined, trouble: failureOf(error) }),
  );
  const [credentials, grants] = await Promise.all([idos.credentials.list({ signal }), idos.grants.list({ signal })]);
  return { credentials, grants, ...(await described) };
}

/** Undefined for a site that names no backend. */
async function ownBackend(idos: Idos, signal: AbortSignal): Promise<BackendDescription | undefined> {
  try {
    return await idos.backend({ signal });
  } catch (error) {
    if (isIdosError(error, "UNSUPPORTED")) return undefined;
    throw error;
  }
}
