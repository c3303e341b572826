/** The rooms that speak to people. Each takes its words from a folder named `words`; nothing else in them says any. */
export const HELD_ROOMS: readonly string[] = ["enclave/viewer", "enclave/window", "enclave/frame"];

/** True for a source file whose strings are held. @param file path from the top, with `/` */
export function isHeld(file: string): boolean {
  return HELD_ROOMS.some((room) => file.startsWith(`${room}/`)) && !/(^|\/)words(\/|\.ts$)/.test(file);
}
