/** Chooses the frame's words. A file of its own: the frame loads it when it is connected. */
import { chooseWords, type ChosenWords } from "./choose-words.ts";
import { FRAME_WORDS, type FrameWords } from "./languages.ts";

/** @param asked BCP 47 tag that the site asks for */
export const chooseFrameWords = (asked: string | undefined): Promise<ChosenWords<FrameWords>> =>
  chooseWords<FrameWords>(FRAME_WORDS, asked);
