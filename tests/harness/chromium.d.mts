/** Path of a browser that is there, or undefined. */
export function findChromium(): string | undefined;
/** Path of a browser, installed first where that is possible. */
export function ensureChromium(): string;
