/** Draws a specimen of an identity card, so that nobody has to photograph a real one for a demo. */
import { words } from "../words.ts";

/** What is printed on it. */
export interface SampleDocument {
  name: string;
  number: string;
  born: string;
  expires: string;
}

const WIDTH = 856;
const HEIGHT = 540;

/** A JPEG of about 50 kB. */
export async function drawSampleDocument({ name, number, born, expires }: SampleDocument): Promise<File> {
  const say = words.specimen;
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("This browser cannot draw the sample");
  const ground = pen.createLinearGradient(0, 0, WIDTH, HEIGHT);
  ground.addColorStop(0, "#dfeee6");
  ground.addColorStop(1, "#e9dfc4");
  pen.fillStyle = ground;
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  pen.strokeStyle = "rgb(13 92 67 / 14%)";
  for (let i = 0; i < 40; i++) {
    pen.beginPath();
    pen.arc(WIDTH * 0.72, HEIGHT * 0.5, 14 * i, 0, Math.PI * 2);
    pen.stroke();
  }
  pen.fillStyle = "#0d5c43";
  pen.fillRect(0, 0, WIDTH, 84);
  pen.fillStyle = "#ffffff";
  pen.font = "600 34px Georgia, serif";
  pen.fillText(say.title, 40, 54);
  // A portrait without features.
  pen.fillStyle = "#b9cfc3";
  pen.fillRect(40, 124, 220, 290);
  pen.fillStyle = "#6d8a7c";
  pen.beginPath();
  pen.arc(150, 230, 62, 0, Math.PI * 2);
  pen.fill();
  pen.beginPath();
  pen.ellipse(150, 414, 104, 106, 0, Math.PI, 0);
  pen.fill();
  const lines = [
    [say.name, name],
    [say.number, number],
    [say.born, born],
    [say.expires, expires],
  ] as const;
  lines.forEach(([label, value], i) => {
    pen.fillStyle = "#4d6158";
    pen.font = "20px system-ui, sans-serif";
    pen.fillText(label, 304, 148 + i * 74);
    pen.fillStyle = "#15231c";
    pen.font = "600 30px system-ui, sans-serif";
    pen.fillText(value, 304, 182 + i * 74, WIDTH - 344);
  });
  pen.fillStyle = "#15231c";
  pen.font = "28px monospace";
  pen.fillText(
    `I<${name.toUpperCase().replace(/[^A-Z]+/g, "<")}<${number}`.padEnd(44, "<").slice(0, 44),
    40,
    490,
    WIDTH - 80,
  );
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.82 });
  return new File([blob], "sample-identity-card.jpg", { type: "image/jpeg" });
}
