/** Real, tiny images and their Ascii85 form, for the viewer's tests. */

/** Ascii85 without delimiters. */
export function toAscii85(bytes: Uint8Array): string {
  let out = "";
  for (let i = 0; i < bytes.length; i += 4) {
    const group = bytes.subarray(i, i + 4);
    let value = 0;
    for (let k = 0; k < 4; k++) value = value * 256 + (group[k] ?? 0);
    let digits = "";
    for (let k = 0; k < 5; k++) {
      digits = String.fromCharCode(33 + (value % 85)) + digits;
      value = Math.floor(value / 85);
    }
    out += digits.slice(0, group.length + 1);
  }
  return out;
}

/** Encoded by the browser itself. */
export async function drawnImage(
  type: "image/png" | "image/jpeg" | "image/webp",
  width: number,
  height: number,
): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.fillStyle = "rebeccapurple";
  context.fillRect(0, 0, width, height / 2);
  const blob = await canvas.convertToBlob({ type });
  return new Uint8Array(await blob.arrayBuffer());
}
