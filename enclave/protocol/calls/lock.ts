/** `lock`: ends the vault, and with it the key. */
import * as v from "valibot";
import { nothing } from "../schemas.ts";
import type { OwnCall } from "./definition.ts";

export interface LockParams {
  /** Also forget this user on this device, after asking in the window: the connection, and a remembered key. */
  forget?: boolean | undefined;
}

/** The method. */
export const lock: OwnCall<LockParams, Record<never, never>> = {
  params: v.strictObject({ forget: v.optional(v.boolean()) }),
  result: nothing,
  consent: "to forget",
  surface: "window",
  deadline: null,
  withKey: false,
};
