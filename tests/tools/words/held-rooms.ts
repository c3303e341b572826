/** The rooms that speak to people. Each takes its words from a folder or a file named `words`; nothing else in them says any. */
export const HELD_ROOMS: readonly string[] = [
  "enclave/viewer",
  "enclave/window",
  "enclave/frame",
  "isle",
  "demo/acme/page",
  "demo/dapp/page",
  "demo/neobank/page",
  "demo/wallet",
];

/** True for what says words: the files of a folder named `words`, or one file of that name. */
export const isWords = (file: string): boolean => /(^|\/)words(\/|\.ts$)/.test(file);

/** True for a source file whose strings are held. @param file path from the top, with `/` */
export function isHeld(file: string): boolean {
  return HELD_ROOMS.some((room) => file.startsWith(`${room}/`)) && !isWords(file);
}
