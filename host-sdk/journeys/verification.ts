/** Getting verified: a delegated write grant (DWG) that lets the backend's issuer write the credential later. */
import * as v from "valibot";
import { dwgMessage } from "../../enclave/kwil/actions.ts";
import {
  checkDwgText,
  dwgIdentifier,
  dwgInputs,
  dwgTime,
  type DelegatedWriteGrant,
} from "../../enclave/kwil/grants-messages.ts";
import { IdosError } from "../../enclave/protocol/errors.ts";
import { readAnswer } from "../network/http.ts";
import { ownerIdentifier } from "../../enclave/protocol/wallet-kinds.ts";
import { single } from "./rows.ts";
import type { Idos } from "../shared/types.ts";
import type { Parts } from "./session.ts";

/** Clocks differ; a node refuses a DWG whose first second has not come. */
const CLOCK_TOLERANCE = 60;

/** Makes `idos.verification`. */
export function createVerification({ run, backend, profile, signText }: Parts): Idos["verification"] {
  return {
    prepare: ({ signal } = {}) =>
      run(signal, async ({ wallet, network }, signal) => {
        const { name, issuers, issuing } = await backend.description(signal);
        if (!issuing) throw new IdosError("UNSUPPORTED", "This backend does not verify people");
        const now = Math.floor(Date.now() / 1000);
        const notBefore = now - CLOCK_TOLERANCE;
        const dwg: DelegatedWriteGrant = {
          owner: dwgIdentifier(ownerIdentifier(wallet)),
          grantee: dwgIdentifier(issuing.granteeWalletIdentifier),
          issuerPublicKey: issuing.issuerPublicKey,
          id: crypto.randomUUID(),
          accessGrantTimelock: dwgTime(issuing.timelock ? now + issuing.timelock : notBefore),
          notUsableBefore: dwgTime(notBefore),
          notUsableAfter: dwgTime(now + issuing.validFor),
        };
        const rows = await network.call(dwgMessage, dwgInputs(dwg), { signal });
        const text = readAnswer(v.string(), single(rows), "dwg_message");
        checkDwgText(text, dwg);
        return { provider: issuers.find(({ id }) => id === issuing.issuerId)?.name ?? name, dwg, text };
      }),
    submit: ({ dwg, text }, { signal } = {}) =>
      run(signal, async (session, signal) => {
        checkDwgText(text, dwg);
        const { userId } = await profile(session, signal);
        const signature = await signText(session.wallet, { for: "write-grant", text }, signal);
        const { publicKey } = session.wallet;
        const told = publicKey === undefined || dwgIdentifier(publicKey) === dwg.owner;
        return backend.startCheck({ userId, dwg, signature, ...(!told && { publicKey }) }, signal);
      }),
    status: (checkId, { signal } = {}) => backend.check(checkId, signal),
  };
}
