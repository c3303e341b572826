/**
 * Stands in for the enclave's window: proves its opener and speaks to the vault as the window does, but answers each
 * screen at once. So what is measured is the machine's time, and neither a person's nor that of drawing.
 */
import type { FromWindow, ToWindow, WindowHello, WindowWelcome } from "../../../enclave/contract/window-messages.ts";

const opener = window.opener as Window;
const nonce = "0".repeat(32);

addEventListener("message", ({ source, data, ports: [port] }: MessageEvent<WindowWelcome>) => {
  if (source !== opener || data.type !== "idos-window:welcome" || !port) return;
  const send = (message: FromWindow): void => port.postMessage(message);
  addEventListener("pagehide", () => send({ type: "closed" }));
  port.onmessage = ({ data: message }: MessageEvent<ToWindow>) => {
    if (message.type === "ping") send({ type: "pong" });
    else if (message.type === "close") window.close();
    else if (message.type === "storage") send({ type: "stored", call: message.call, value: undefined });
    else if (message.type === "screen") {
      const { n, screen } = message;
      if (screen.kind === "password")
        send({ type: "answer", n, answer: { type: "password", password: document.title } });
      if (screen.kind === "consent")
        send({
          type: "answer",
          n,
          answer: { type: "approve", token: screen.matches[0]?.token ?? "", timelock: false },
        });
      // The vault says so as it answers; the frame keeps the answer for the next step.
      if (screen.kind === "granted") Object.assign(opener, { granted: performance.timeOrigin + performance.now() });
    }
  };
});
// Frame and window share a thread: until the browser has opened the window, it is the browser that is measured.
addEventListener("load", () =>
  requestAnimationFrame(() =>
    setTimeout(() => opener.postMessage({ type: "idos-window:hello", nonce } satisfies WindowHello, location.origin)),
  ),
);
