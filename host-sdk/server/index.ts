/** `idos-isle/server`: what an issuer or a consumer of idOS credentials runs on its server. */
export { idosHandler, type IdosHandler, type IdosHandlerOptions } from "./handler.ts";
export type { CheckDetails } from "./check-records.ts";
export type { ApprovedCheck, Checks, MakeCredential, StartVerification, VerificationStart } from "./checks.ts";
export type { ReceivedGrant, RefusedGrant } from "./grant-sweep.ts";
export { createIssuer, type Issuer, type IssuerOptions } from "./issuer.ts";
export type { IssuedCredential, IssueRequest } from "./issuance.ts";
export type { NewProfile, ProvenWallet } from "./profiles.ts";
export { createConsumer, type Consumer, type ConsumerOptions, type ReadCredential } from "./consumer.ts";
export { allHold, type CheckResult, type CredentialChecks } from "./credential-checks.ts";
export type { Grant } from "./shared-rows.ts";
export type { TrustedIssuer } from "./trusted-issuers.ts";
export { createKeys, publicKeys, readKeys, type KeyFile, type Keys, type KeySource, type PublicKeys } from "./keys.ts";
export type { NodeAddress, NodeOptions } from "./node-options.ts";
export type { RelaySettings } from "./relay.ts";
export { memoryStore, type Store } from "./store.ts";
export { fileStore } from "./file-store.ts";
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
} from "../backend-types.ts";
export { IdosError, isIdosError, type Code } from "../../enclave/protocol/errors.ts";
