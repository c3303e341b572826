/** The wallet's icon, a flame, as the data URI that EIP-6963 asks for. */
const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" rx="22" fill="#2b1a12"/>' +
  '<path d="M50 13c4 15-19 23-19 45 0 14 9 24 19 24s18-9 18-22c0-10-6-16-9-25-3 5-5 8-9 10 2-11 4-21 0-32z" fill="#ff8a3d"/>' +
  '<path d="M49 50c1 8-9 11-9 20 0 7 5 12 10 12s10-5 10-11c0-7-5-11-7-16-1 2-2 3-4 4z" fill="#ffe08a"/></svg>';

/** `data:image/svg+xml;base64,…`, 96 × 96. */
export const burnerIcon = `data:image/svg+xml;base64,${btoa(SVG)}`;
