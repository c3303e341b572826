/** The element's events. They bubble and leave shadow roots; none of them holds a plaintext or a secret. */
import type { Check, GrantReceipt } from "../host-sdk/index.ts";
import type { IsleState } from "./machine/state.ts";

const OUTWARD = { bubbles: true, composed: true } as const;

/** `idos-state`: something changed on the screen or in what is known. */
export class IdosStateEvent extends Event {
  constructor(
    /** The new state. */
    readonly state: IsleState,
  ) {
    super("idos-state", OUTWARD);
  }
}

/** `idos-granted`: access was granted, written to the network and read back. */
export class IdosGrantedEvent extends Event {
  constructor(readonly receipt: GrantReceipt) {
    super("idos-granted", OUTWARD);
  }

  /** Id of the access grant. */
  get grantId(): string {
    return this.receipt.grantId;
  }
}

/** `idos-revoked`: the person took access back; the copy is gone too. */
export class IdosRevokedEvent extends Event {
  constructor(
    /** Id of the access grant that was revoked. */
    readonly grantId: string,
  ) {
    super("idos-revoked", OUTWARD);
  }
}

/** `idos-check`: the status of an identity check became known, or changed. */
export class IdosCheckEvent extends Event {
  constructor(readonly check: Check) {
    super("idos-check", OUTWARD);
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "idos-state": IdosStateEvent;
    "idos-granted": IdosGrantedEvent;
    "idos-revoked": IdosRevokedEvent;
    "idos-check": IdosCheckEvent;
  }
}
