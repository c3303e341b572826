/** Ascii85, the text form of files inside idOS credentials (Adobe's variant, between `<~` and `~>`). */

/** Encodes bytes, with `<~ ~>` around them. @see PostScript Language Reference, 3rd edition, §3.13 */
export function toAscii85(bytes: Uint8Array): string {
  const groups: string[] = [];
  for (let at = 0; at < bytes.length; at += 4) {
    const taken = Math.min(4, bytes.length - at);
    let value = 0;
    for (let i = 0; i < 4; i++) value = value * 256 + (i < taken ? (bytes[at + i] ?? 0) : 0);
    if (value === 0 && taken === 4) {
      groups.push("z");
      continue;
    }
    let group = "";
    for (let i = 0; i < 5; i++) {
      group = String.fromCharCode(33 + (value % 85)) + group;
      value = Math.floor(value / 85);
    }
    groups.push(group.slice(0, taken + 1));
  }
  return `<~${groups.join("")}~>`;
}
