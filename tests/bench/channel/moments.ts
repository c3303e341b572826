/**
 * Notes when things happen in the enclave's frame and window, without changing what they do: an init script that only
 * listens, so that the time that a person takes can be told from the machine's.
 */
import type { BrowserContext, Frame, Page } from "playwright";

/** Milliseconds since 1970. */
export interface EnclaveMoments {
  /** The window's first word reached the frame: the person has opened it. */
  hello: number;
  /** What is to be decided reached the window. */
  consent: number;
  /** It stands there. */
  drawn: number;
  approved: number;
}

function note(): void {
  const moments: Partial<Record<string, number>> = {};
  Object.assign(globalThis, { moments });
  const stamp = (name: string): void => void (moments[name] = performance.timeOrigin + performance.now());
  addEventListener("message", ({ data }) => data?.type === "idos-window:hello" && stamp("hello"), { capture: true });
  const { addEventListener: listen } = MessagePort.prototype;
  MessagePort.prototype.addEventListener = function (this: MessagePort, ...args: Parameters<typeof listen>): void {
    if (args[0] === "message")
      Reflect.apply(listen, this, [
        "message",
        ({ data }: MessageEvent) => {
          if (data?.screen?.kind !== "consent") return;
          stamp("consent");
          requestAnimationFrame(() => setTimeout(() => stamp("drawn")));
        },
      ]);
    Reflect.apply(listen, this, args);
  } as typeof listen;
  addEventListener("click", ({ target }) => (target as Element).closest("button.primary") && stamp("approved"), {
    capture: true,
  });
}

/** Has every page and frame of a context note its moments. */
export async function noteMoments(context: BrowserContext): Promise<void> {
  await context.addInitScript(note);
}

/** What was noted. */
export function momentsOf(realm: Frame | Page): Promise<Partial<EnclaveMoments>> {
  return realm.evaluate(() => (globalThis as unknown as { moments: Partial<EnclaveMoments> }).moments);
}
