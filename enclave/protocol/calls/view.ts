/** `view`: shows credentials in the window. Of whatever the person looks at, the page sees the same. */
import * as v from "valibot";
import type { Candidate, Closed } from "../types.ts";
import { candidates } from "./candidates.ts";
import { closed } from "./closed.ts";
import type { KeyCall } from "./definition.ts";

export interface ViewParams {
  candidates: Candidate[];
}

/** The method. */
export const view: KeyCall<ViewParams, Closed> = {
  params: v.strictObject({ candidates: v.pipe(candidates, v.minLength(1)) }),
  result: closed,
  consent: "once",
  surface: "window",
  deadline: null,
  withKey: true,
  views: true,
};
