/** The recorder and its search find what they are there for; else every other test would prove nothing. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "playwright/test";
import { findSecret } from "../harness/encodings.ts";
import { startRecorder } from "../harness/recorder.ts";

const SECRET = "PLANTED-7719-XK";
const bytes = Buffer.from(SECRET);

test("@first-grant the search finds a secret in every encoding, and nothing where there is none", () => {
  const carriers: Record<string, string> = {
    "UTF-8": `x${SECRET}y`,
    hex: `00${bytes.toString("hex").toUpperCase()}ff`,
    "base64 at offset 0": Buffer.from(`${SECRET}tail`).toString("base64"),
    "base64 at offset 1": Buffer.from(`a${SECRET}tail`).toString("base64"),
    "base64 at offset 2": Buffer.from(`ab${SECRET}t`).toString("base64"),
  };
  for (const [form, text] of Object.entries(carriers)) expect(findSecret(text, bytes)).toBe(form);
  const binary = Uint8Array.of(0xff, 0xfb, 0xfe, 0x3e, 0x3f, 0xff, 0xfb);
  expect(findSecret(Buffer.from(binary).toString("base64url"), binary)).toContain("url-safe");
  expect(findSecret(Buffer.from("nothing of the kind in here").toString("base64"), bytes)).toBeUndefined();
});

/** A host page and a frame of another site that leaks by one way. */
const LEAKS: Record<string, string> = {
  "a port message": `channel.port1.postMessage({ deep: [{ secret: "${SECRET}" }] })`,
  "bytes in a port message": `channel.port1.postMessage(new TextEncoder().encode("..${SECRET}"))`,
  "a list of numbers": `channel.port1.postMessage({ n: [...new TextEncoder().encode("${SECRET}")] })`,
  "a map": `channel.port1.postMessage(new Map([["k", btoa("12${SECRET}")]]))`,
  "a window message": `parent.postMessage({ hex: "${bytes.toString("hex")}" }, "*")`,
};

test("@first-grant the recorder hears every way from the frame to its host", async ({ browser }) => {
  const server = createServer((request, response) => {
    response.setHeader("content-type", "text/html");
    const frame = request.headers.host?.startsWith("frame.");
    const leak = new URL(request.url ?? "/", "http://x").searchParams.get("leak") ?? "";
    const inside = `<script>const channel = new MessageChannel(); ${LEAKS[leak] ?? ""}; parent.postMessage("done", "*")</script>`;
    const host = `<iframe src="http://frame.localhost:${port()}/?leak=${encodeURIComponent(leak)}"></iframe>`;
    response.end(frame ? inside : host);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const port = (): number => (server.address() as AddressInfo).port;
  try {
    for (const leak of ["", ...Object.keys(LEAKS)]) {
      const context = await browser.newContext();
      const recorder = await startRecorder(context, "http://elsewhere.localhost");
      const page = await context.newPage();
      await page.goto(`http://host.localhost:${port()}/?leak=${encodeURIComponent(leak)}`);
      await expect.poll(() => recorder.messages.some(({ text }) => text === "done")).toBe(true);
      const search = (): void => recorder.expectAbsent({ SECRET });
      if (leak) expect(search, leak).toThrow(/crossed between host and frame/);
      else expect(search).not.toThrow();
      await context.close();
    }
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
