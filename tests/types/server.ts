/** Types of `idos-isle/server`: what an issuer's and a consumer's server may write, and what it gets. */
import type * as server from "../../host-sdk/server/index.ts";
import {
  type allHold,
  createConsumer,
  createIssuer,
  createKeys,
  type fileStore,
  idosHandler,
  memoryStore,
  type publicKeys,
  type CheckDetails,
  type CheckResult,
  type Consumer,
  type CredentialChecks,
  type CredentialDraft,
  type Grant,
  type IdosHandler,
  type IdosHandlerOptions,
  type IssuedCredential,
  type Issuer,
  type KeyFile,
  type ProvenCredential,
  type PublicKeys,
  type ReadCredential,
  type ReceivedGrant,
  type RefusedGrant,
  type StatusResult,
  type Store,
  type TrustedIssuer,
  type Unproven,
} from "../../host-sdk/server/index.ts";
import type { IdosError } from "../../host-sdk/index.ts";
import { holds, type Same } from "./exactly.ts";

holds<
  Same<
    keyof typeof server,
    | "idosHandler"
    | "createIssuer"
    | "createConsumer"
    | "allHold"
    | "createKeys"
    | "publicKeys"
    | "readKeys"
    | "memoryStore"
    | "fileStore"
    | "IdosError"
    | "isIdosError"
  >
>();

declare const issuer: TrustedIssuer;
const keys: KeyFile = createKeys({ issuer: true });
holds<Same<ReturnType<typeof publicKeys>, PublicKeys>>();
holds<Same<ReturnType<typeof memoryStore>, Store>>();
holds<Same<ReturnType<typeof fileStore>, Store>>();
holds<Same<InstanceType<typeof server.IdosError>, IdosError>>();

// The handler.
holds<
  Same<
    keyof IdosHandlerOptions,
    | "keys"
    | "node"
    | "fetch"
    | "deadline"
    | "name"
    | "domain"
    | "issuers"
    | "joins"
    | "level"
    | "issuerUrl"
    | "verify"
    | "credential"
    | "writeGrant"
    | "onGrant"
    | "onRefused"
    | "store"
    | "sweepEvery"
    | "status"
    | "origins"
    | "relay"
    | "onError"
  >
>();
const handler: IdosHandler = idosHandler({
  keys: "./idos-keys.json",
  node: "https://node.example",
  issuers: [issuer],
  onGrant: (grant) => holds<Same<typeof grant, ReceivedGrant>>(),
  onRefused: async (grant) => holds<Same<typeof grant, RefusedGrant>>(),
});
idosHandler({
  keys,
  node: { url: "http://127.0.0.1:4400", domain: "http://node.localhost:4400" },
  domain: "bank.example",
  relay: true,
  status: true,
  verify: ({ checkId }) => ({ url: `https://bank.example/verify/${checkId}` }),
  credential: ({ form }) => {
    holds<Same<typeof form, unknown>>();
    return { subject: { firstName: "Ada" }, level: "basic" };
  },
});
// @ts-expect-error a handler has keys
idosHandler({ node: "https://node.example" });
// @ts-expect-error no such option: a misspelt one would be left out in silence
idosHandler({ keys, node: "https://node.example", ongrant: () => {} });
// @ts-expect-error milliseconds
idosHandler({ keys, node: "https://node.example", sweepEvery: "1m" });
holds<Same<ReturnType<typeof handler>, Promise<Response>>>();
holds<Same<Awaited<ReturnType<IdosHandler["checks"]["get"]>>, CheckDetails>>();
holds<Same<Awaited<ReturnType<IdosHandler["setStatus"]>>, void>>();

// A consumer: what the issuer's signature binds, and apart from it the rest.
const consumer: Consumer = createConsumer({ keys, node: "https://node.example", issuers: [issuer] });
// @ts-expect-error whom it trusts has to be said
createConsumer({ keys, node: "https://node.example" });
holds<Same<Awaited<ReturnType<typeof consumer.read>>, ReadCredential>>();
holds<Same<ReturnType<typeof consumer.grants>, AsyncIterable<Grant>>>();
holds<Same<ReadCredential["credential"], ProvenCredential>>();
holds<Same<ReadCredential["unproven"], Unproven | undefined>>();
holds<Same<ReceivedGrant["credential"], ProvenCredential>>();
holds<Same<keyof CredentialChecks, "proof" | "issuer" | "status" | "expiry" | "hash">>();
holds<Same<CredentialChecks["hash"], CheckResult>>();
holds<Same<CredentialChecks["status"], StatusResult>>();
holds<Same<Parameters<typeof allHold>, [checks: CredentialChecks]>>();
declare const read: ReadCredential;
// @ts-expect-error a proof may bind no date
const _issued: string = read.credential.issuanceDate;
const { status } = read.checks;
if (!status.ok) holds<Same<typeof status.why, string>>();
else holds<Same<typeof status.basis, "network" | "credential">>();
// @ts-expect-error only a status rests on something
if (read.checks.hash.ok) void read.checks.hash.basis;
if (status.ok) {
  // @ts-expect-error a check that holds has no reason
  void status.why;
}

// An issuer.
const issuing: Issuer = createIssuer({ keys, node: ["https://a.example"], url: "https://bank.example" });
// @ts-expect-error an issuer's credentials have ids under its URL
createIssuer({ keys, node: "https://node.example" });
holds<Same<Awaited<ReturnType<typeof issuing.issue>>, IssuedCredential>>();
holds<Same<Awaited<ReturnType<typeof issuing.status>>, string>>();
holds<Same<Awaited<ReturnType<typeof issuing.assertRevoked>>, string[]>>();
const draft: CredentialDraft = { subject: { firstName: "Ada" } };
// @ts-expect-error without the write grant that the person signed
void issuing.issue({ userId: "", credential: draft });

// A store of one's own.
const store: Store = memoryStore();
holds<Same<Awaited<ReturnType<typeof store.get>>, unknown>>();
