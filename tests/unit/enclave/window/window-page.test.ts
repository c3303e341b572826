import { sendMouse } from "@web/test-runner-commands";
import { expect } from "chai";
import type {
  FromWindow,
  Screen,
  ToWindow,
  WindowHello,
  WindowWelcome,
} from "../../../../enclave/contract/window-messages.ts";
import { SITE, until, USER } from "./stage-fixture.ts";

const PAGE = "/enclave/window.html";
const connect: Screen = { kind: "connect", site: SITE, userId: USER, address: "0xSECRET-ADDRESS" };

/** The page itself, opened as the frame opens it; the test plays frame and vault. */
async function openPage(welcome: (hello: WindowHello) => WindowWelcome | undefined) {
  const opened: { page?: Window | null } = {};
  const button = document.createElement("button");
  button.textContent = "open";
  button.addEventListener("click", () => (opened.page = window.open(PAGE, "_blank")), { once: true });
  document.body.append(button);
  const { port1, port2 } = new MessageChannel();
  const received: FromWindow[] = [];
  const hellos: { hello: WindowHello; origin: string }[] = [];
  const vault = { answersPings: true };
  const post = (message: ToWindow): void => port2.postMessage(message);
  port2.onmessage = ({ data }: MessageEvent<FromWindow>) => {
    if (data.type === "ping" && vault.answersPings) post({ type: "pong" });
    received.push(data);
  };
  const listen = ({ data, source, origin }: MessageEvent<WindowHello>): void => {
    if (source !== opened.page || data.type !== "idos-window:hello") return;
    hellos.push({ hello: data, origin });
    const answer = welcome(data);
    if (answer) opened.page?.postMessage(answer, location.origin, [port1]);
  };
  window.addEventListener("message", listen);
  const { x, y } = button.getBoundingClientRect();
  await sendMouse({ type: "click", position: [Math.round(x) + 5, Math.round(y) + 5] });
  await until(() => hellos.length > 0, "a hello");
  const page = opened.page as Window;
  return {
    page,
    vault,
    received,
    hellos,
    post,
    text: () => (page.document.querySelector("#stage")?.textContent ?? "").replace(/\s+/g, " ").trim(),
    of: (type: FromWindow["type"]) => received.filter((message) => message.type === type),
    end(): void {
      page.close();
      window.removeEventListener("message", listen);
      port2.close();
      button.remove();
    },
  };
}
const right = ({ nonce }: WindowHello): WindowWelcome => ({
  type: "idos-window:welcome",
  nonce,
  theme: "dark",
  locale: "en-GB",
});

describe("the window's page", () => {
  let opened: Awaited<ReturnType<typeof openPage>> | undefined;
  afterEach(() => opened?.end());

  it("says hello to its own origin, and shows nothing before the welcome", async () => {
    opened = await openPage(() => undefined);
    expect(opened.hellos).to.have.length(1);
    expect(opened.text()).to.include("Waiting for the page that opened this window").and.not.include(SITE);
    expect(opened.page.document.querySelectorAll("button, input, a")).to.have.length(0);
  });

  it("stays empty and says why when the answer has another nonce", async () => {
    opened = await openPage(() => ({ ...right({ type: "idos-window:hello", nonce: "0".repeat(32) }) }));
    opened.post({ type: "screen", n: 1, screen: connect });
    const page = opened;
    await new Promise((resolve) => setTimeout(resolve, 4_500));
    await until(() => page.text().includes("does not answer"), "the reason");
    expect(page.text()).not.to.include("SECRET-ADDRESS");
    expect(page.received).to.deep.equal([]);
  });

  it("takes theme and language, shows screens, pings and answers pings", async () => {
    opened = await openPage(right);
    const page = opened;
    page.post({ type: "screen", n: 1, screen: connect });
    await until(() => page.text().includes("SECRET-ADDRESS"), "the screen");
    expect(page.page.document.documentElement.dataset["theme"]).to.equal("dark");
    expect(page.page.document.documentElement.lang).to.equal("en-GB");
    expect(page.page.document.title).to.equal("neobank.localhost:5173: Allow this site");
    page.post({ type: "ping" });
    await until(() => page.of("pong").length === 1, "a pong");
    await until(() => page.of("ping").length >= 2, "pings");
  });

  it("says that it speaks English to a page that asks for a language without words, and writes dates so", async () => {
    opened = await openPage((hello) => ({ ...right(hello), locale: "de-DE" }));
    const page = opened;
    const used = Date.UTC(2026, 4, 5, 12) / 1000;
    const screen: Screen = {
      kind: "manage-sites",
      site: SITE,
      userId: USER,
      sites: [{ origin: SITE, firstUsed: used, lastUsed: used }],
      keepsNothing: false,
    };
    page.post({ type: "screen", n: 1, screen });
    await until(() => page.text().includes("First used"), "the screen");
    expect(page.page.document.documentElement.lang).to.match(/^en(-|$)/);
    expect(page.text()).to.match(/First used (5 May|May 5,) 2026/);
  });

  it("blanks when 4 pongs are missing, and comes back when the vault does", async () => {
    opened = await openPage(right);
    const page = opened;
    page.post({ type: "screen", n: 1, screen: connect });
    await until(() => page.text().includes("SECRET-ADDRESS"), "the screen");
    page.vault.answersPings = false;
    const start = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    for (let i = 0; i < 20 && page.text().includes("SECRET-ADDRESS"); i++)
      await new Promise((resolve) => setTimeout(resolve, 250));
    expect(page.text()).to.equal("This window lost the page that it belongs to. Close it and start again there.");
    expect(page.page.document.documentElement.outerHTML).not.to.include("SECRET-ADDRESS");
    expect(performance.now() - start).to.be.within(3_000, 7_000);
    page.vault.answersPings = true;
    await until(() => page.text().includes("SECRET-ADDRESS"), "the screen again");
  });

  it("closes itself when told, and tells the vault of its end", async () => {
    opened = await openPage(right);
    const page = opened;
    page.post({ type: "screen", n: 1, screen: connect });
    await until(() => page.text().includes("SECRET-ADDRESS"), "the screen");
    page.post({ type: "close" });
    await until(() => page.page.closed, "closed");
    await until(() => page.of("closed").length === 1, "the last word");
  });

  it("tells the vault when the person closes it", async () => {
    opened = await openPage(right);
    const page = opened;
    await until(() => page.of("ping").length > 0, "the port");
    page.page.close();
    await until(() => page.of("closed").length === 1, "the last word");
  });

  it("shows nothing inside a frame", async () => {
    const frame = document.createElement("iframe");
    frame.src = PAGE;
    document.body.append(frame);
    await until(
      () => frame.contentDocument?.body?.textContent?.includes("shows nothing inside another page") === true,
      "the reason",
    );
    expect(frame.contentDocument?.querySelectorAll("button, input, a")).to.have.length(0);
    frame.remove();
  });
});
