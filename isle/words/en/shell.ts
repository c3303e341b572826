/**
 * What stands around every screen: the pill, the card, and buttons that mean the same everywhere. It is on the page
 * before anything else is loaded.
 */
import type { Goal } from "../../machine/state.ts";

export const shell = {
  /** The pill, which is on the page from the start. */
  pill: {
    name: "idOS",
    failed: "Needs attention",
    waiting: "Waiting for you",
    working: "Working…",
    verifying: "Verification under way",
    verified: "Verification ended",
    notConnected: "Not connected",
    noProfile: "No profile yet",
    unlocked: "Unlocked",
    connected: "Connected",
    unusable: "Not set up",
    /** After their number, heard only. */
    requests: (count: number) => (count === 1 ? "request" : "requests"),
  },

  /** What stands around every screen. */
  card: {
    name: "idOS",
    site: (site: string) => `on ${site}`,
    close: "Close",
    asked: {
      connect: (site) => `${site} asks you to sign in`,
      verify: (site) => `${site} asks you to get verified`,
      request: (site) => `${site} asks for one of your credentials`,
    } satisfies Record<Goal["kind"], (site: string) => string>,
    unusable: { title: "idOS is not set up on this page", text: "Only the site’s makers can change that." },
    notLoaded: {
      title: "A part of this page could not be loaded",
      text: "Check your connection, then try again. Nothing was lost.",
    },
  },

  /** Buttons that mean the same on every screen. */
  buttons: {
    back: "Back",
    cancel: "Cancel",
    continue: "Continue",
    keepIt: "Keep it",
    lookAgain: "Look again",
    tryAgain: "Try again",
  },
};

/** The form of a catalogue's first part. */
export type ShellWords = typeof shell;
