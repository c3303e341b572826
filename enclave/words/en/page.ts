/** The window itself: what stands around the screens, and what is shown where there is none. */
import { html, type TemplateResult } from "lit/html.js";

export const page = {
  /** Of the page's `dir`. */
  direction: "ltr" as "ltr" | "rtl",
  name: "idOS",
  title: (site: string, step: string): string => `${site}: ${step}`,
  /** Why there is nothing to show, by what the opener's proof came to. */
  whyEmpty: {
    framed: "This page shows nothing inside another page.",
    "no-opener": "There is nothing to do here. A site opens this window when it needs your idOS; you can close it.",
    "foreign-opener":
      "The page that opened this window is not your idOS, or has gone. Close this window and start again in your tab.",
    "no-answer": "The page that opened this window does not answer. Close this window and start again in your tab.",
  },
  done: "You can close this window now.",
  lost: "This window lost the page that it belongs to. Close it and start again there.",
  locksSoon: "In less than a minute your idOS key locks itself and this window closes. Press any key to stay.",
  locksIn: (seconds: number): string => `Your idOS key locks in ${seconds} s.`,
  /** Goes on after the site's name, while nothing is asked. */
  isWaiting: "is waiting for your idOS window",
  moment: { step: "One moment", sentence: "One moment …", leave: "Close this window" },
  veil: {
    goOn: "Click here to go on",
    why: "What you are asked is hidden while this window is not in front.",
  },
  addressNote: (address: TemplateResult): TemplateResult =>
    html`This is your idOS window. The address bar must say ${address}.`,
  international: (): TemplateResult =>
    html`What begins with <code>xn--</code> in this site’s address stands for letters other than a to z. Some of them
      look like others: elsewhere the same address may look like the name of a site that you know.`,
};
