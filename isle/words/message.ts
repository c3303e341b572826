/** What the texts of a catalogue are made of. */
import type { TemplateResult } from "lit";

/** What is set into a sentence: a text, or a text that is marked up. */
export type Piece = string | TemplateResult;

/** A headline and what is said below it. */
export interface Message {
  title: string;
  text: string;
}
