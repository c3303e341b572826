/** The credential viewer as the frame shows it. Loaded when it is first needed. */
import type { TemplateResult } from "lit/html.js";
import { chooseLocale } from "../viewer/choose-locale.ts";
import { createFormats } from "../viewer/formats.ts";
import { viewerTemplate } from "../viewer/viewer-template.ts";
import type { OpenedCredential, SkippedCredential } from "../vault/window-messages.ts";

/** @param locale BCP 47 tag that the site wished for; the window would write dates in the same one */
export function frameViewer(
  credentials: OpenedCredential[],
  skipped: SkippedCredential[],
  locale: string | undefined,
): TemplateResult {
  return viewerTemplate(credentials, skipped, { formats: createFormats(chooseLocale(locale)) });
}
