/** `configure`: how the enclave looks, from now on. With nothing in it, it proves the channel. */
import * as v from "valibot";
import { nothing } from "../schemas.ts";
import type { OwnCall } from "./definition.ts";

export interface ConfigureParams {
  theme?: "light" | "dark" | "auto" | undefined;
  /** BCP 47 language tag. */
  locale?: string | undefined;
}

/** The method. */
export const configure: OwnCall<ConfigureParams, Record<never, never>> = {
  params: v.strictObject({
    theme: v.optional(v.picklist(["light", "dark", "auto"])),
    locale: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$/, "a BCP 47 tag"))),
  }),
  result: nothing,
  consent: "none",
  surface: "none",
  deadline: 5_000,
  withKey: false,
};
