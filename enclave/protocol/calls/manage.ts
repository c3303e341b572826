/** `manage`: the enclave's own settings, in its window. Tells nothing but that they were closed. */
import * as v from "valibot";
import type { Closed, ManagePage } from "../types.ts";
import { closed } from "./closed.ts";
import type { KeyCall } from "./definition.ts";

export interface ManageParams {
  /** The first page shown; `sites` by default. */
  page?: ManagePage | undefined;
}

/** The method. */
export const manage: KeyCall<ManageParams, Closed> = {
  params: v.strictObject({ page: v.optional(v.picklist(["sites", "passkeys", "phrase", "activity"])) }),
  result: closed,
  consent: "once",
  surface: "window",
  deadline: null,
  withKey: true,
};
