/** A stage in the test's page, with the window's styles, its own arming clock, and real input. */
import { sendKeys, sendMouse } from "@web/test-runner-commands";
import { expect } from "chai";
import type { Answer, Match, Screen } from "../../../../enclave/contract/window-messages.ts";
import { createFormats } from "../../../../enclave/viewer/formats.ts";
import { createStage } from "../../../../enclave/window/stage.ts";
import { findAnnouncedWallets } from "../../../../enclave/window/wallet/announced-wallets.ts";

export const SITE = "http://neobank.localhost:5173";
export const USER = "4a1f0c9c-2b7e-4c55-8d0a-91f2b3c4d5e6";
/** 1 January 2026. */
export const NOW = Date.UTC(2026, 0, 1) / 1000;

/** A credential as the vault hands it over. */
export function openedCredential(id: string, subject: Record<string, unknown> = { firstName: "Zoë" }): Match {
  return {
    id,
    token: `token-${id}`,
    notes: { type: "KYC DATA", level: "basic", status: "approved", issuer: "Neobank" },
    issuerAuthPublicKey: "3fa291bc77d0e4155f0c1d2e3f4a5b6c7d8e9f00112233445566778899aabbcc",
    credential: { type: ["VerifiableCredential"], credentialSubject: subject },
  };
}

/** What the tests drive. */
export function mountStage() {
  const links = ["viewer", "base", "window"].map((name) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = `/enclave/style/${name}.css`;
    return link;
  });
  const loaded = Promise.all(links.map((link) => new Promise((resolve) => link.addEventListener("load", resolve))));
  const live = document.createElement("div");
  live.setAttribute("role", "status");
  live.className = "visually-hidden";
  const root = document.createElement("div");
  root.id = "stage";
  document.head.append(...links);
  document.body.append(live, root);

  const announcements = new EventTarget();
  let focused = true;
  let timers: (() => void)[] = [];
  let closed = 0;
  let clock = NOW;
  const answers: Answer[] = [];
  const stage = createStage({
    root,
    live,
    formats: createFormats("en-GB", { timeZone: "UTC" }),
    wallets: findAnnouncedWallets(announcements, 0),
    environment: {
      focused: () => focused,
      window,
      document,
      setTimeout: (run, ms) => (ms ? timers.push(run) : window.setTimeout(run)),
      clearTimeout: (id) => {
        if (id !== undefined && timers[id - 1]) timers[id - 1] = () => {};
      },
    },
    closeWindow: () => closed++,
    ownOrigin: "https://enclave.example",
    now: () => clock,
  });
  const find = <E extends HTMLElement = HTMLElement>(selector: string): E => {
    const found = root.querySelector<E>(selector);
    if (!found) throw new Error(`no ${selector} on the screen`);
    return found;
  };
  const button = (label: string): HTMLButtonElement => {
    const found = [...root.querySelectorAll("button")].find((candidate) =>
      candidate.textContent?.trim().startsWith(label),
    );
    if (!found) throw new Error(`no button ${label} on the screen`);
    return found;
  };
  return {
    loaded,
    stage,
    /** A wallet announces itself in this window. */
    announce(info: object, provider: object): void {
      announcements.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: { info, provider } }));
    },
    root,
    live,
    answers,
    closed: () => closed,
    text: () => (root.textContent ?? "").replace(/\s+/g, " ").trim(),
    find,
    button,
    show(screen: Screen): void {
      stage.show(screen, (answer) => answers.push(answer));
    },
    /** 600 ms with focus pass. */
    arm(): void {
      const due = timers;
      timers = [];
      for (const run of due) run();
    },
    /** So many seconds pass. */
    pass(seconds: number): void {
      clock += seconds;
    },
    focus(has: boolean): void {
      focused = has;
      window.dispatchEvent(new Event(has ? "focus" : "blur"));
    },
    async click(element: Element): Promise<void> {
      element.scrollIntoView({ block: "center" });
      const { x, y, width, height } = element.getBoundingClientRect();
      await sendMouse({ type: "click", position: [Math.round(x + width / 2), Math.round(y + height / 2)] });
    },
    async type(selector: string, text: string): Promise<void> {
      find(selector).focus();
      await sendKeys({ type: text });
    },
    unmount(): void {
      stage.dispose();
      for (const element of [...links, live, root]) element.remove();
    },
  };
}

/** Waits for something that the browser does in its own time. */
export async function until(check: () => boolean, what: string): Promise<void> {
  for (let i = 0; i < 100 && !check(); i++) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(check(), what).to.equal(true);
}

/** Long enough for an observer to have reported, had it something to report. */
export async function frames(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
  await new Promise((resolve) => setTimeout(resolve, 50));
}
