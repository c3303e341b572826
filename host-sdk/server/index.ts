/** `idos-isle/server`: what an issuer or a consumer of idOS credentials runs on its server. */
export { idosHandler, type IdosHandler, type IdosHandlerOptions } from "./handler.ts";
export type { CheckDetails } from "./issuing/check-records.ts";
export type { ApprovedCheck, Checks, MakeCredential, StartVerification, VerificationStart } from "./issuing/checks.ts";
export type { ReceivedGrant, RefusedGrant } from "./consuming/grant-sweep.ts";
export { createIssuer, type Issuer, type IssuerOptions } from "./issuing/issuer.ts";
export type { IssuedCredential, IssueRequest } from "./issuing/issuance.ts";
export type { NewProfile, ProvenWallet } from "./shared/profiles.ts";
export { createConsumer, type Consumer, type ConsumerOptions, type ReadCredential } from "./consuming/consumer.ts";
export { allHold, type CheckResult, type CredentialChecks, type StatusResult } from "./consuming/credential-checks.ts";
export type { Grant } from "./shared/shared-rows.ts";
export type { TrustedIssuer } from "./consuming/trusted-issuers.ts";
export {
  createKeys,
  publicKeys,
  readKeys,
  type KeyFile,
  type Keys,
  type KeySource,
  type PublicKeys,
} from "./shared/keys.ts";
export type { NodeAddress, NodeOptions } from "./shared/node-options.ts";
export type { RelaySettings } from "./relay/relay.ts";
export { memoryStore, type Store } from "./shared/store.ts";
export { fileStore } from "./shared/file-store.ts";
export type { CredentialDraft } from "./credential/build.ts";
export type { SubjectFields } from "./credential/subject-fields.ts";
export type { ProvenCredential, Unproven } from "./credential/proven.ts";
export type { CredentialProof, CredentialSubject, VerifiableCredential } from "./credential/verifiable-credential.ts";
export type {
  BackendDescription,
  BackendError,
  Check,
  CheckRequest,
  GrantHint,
  IssuerDescription,
  JoinChallenge,
  JoinCompletion,
  JoinRequest,
  WalletRef,
  WalletType,
} from "../shared/backend-types.ts";
export { IdosError, isIdosError, type Code } from "../../enclave/protocol/errors.ts";
