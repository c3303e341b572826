/** What Neobank's back office and its server say to each other. */
import type { IdentityForm } from "./identity-form.ts";

/** A check that waits for a decision, with what the person entered. */
export interface PendingReview {
  id: string;
  userId: string;
  /** Unix seconds. */
  updatedAt: number;
  form: IdentityForm;
}

/** What a decision led to. */
export interface Decision {
  /** `pending`: approved, and still on its way to the network. */
  status: "pending" | "issued" | "rejected" | "failed";
  reason?: string | undefined;
}
