/**
 * The languages that there are words in: the only list of them. A language is its folder beside this file and a line in
 * each of the two tables; in the window's it loads itself: `"ar-AE": () => import("./ar/window.ts").then(({ ar }) => ar)`.
 * Its tag has the region whose dates it is read with where nobody named another.
 */
import type { Catalogues } from "./choose-words.ts";
import { enFrame } from "./en/frame.ts";
import { en } from "./en/window.ts";

/** All that the window says to people, the viewer in it too. */
export type Words = typeof en;
/** All that the frame says to people. */
export type FrameWords = typeof enFrame;

// Two tables, so that neither page loads what the other one says. The first language stands in for those that are not here.
export const WINDOW_WORDS = { "en-GB": en } satisfies Catalogues<Words>;
export const FRAME_WORDS = { "en-GB": enFrame } satisfies Readonly<Record<string, FrameWords>>;
