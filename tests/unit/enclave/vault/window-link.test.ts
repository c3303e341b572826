import { expect } from "chai";
import { createWindowLink, type WindowLink } from "../../../../enclave/vault/window-link.ts";
import type { Answer, Screen, ToWindow } from "../../../../enclave/contract/window-messages.ts";

const site = "https://dapp.example";
const work = (done: number): Screen => ({ kind: "progress", site, of: "deriving", done });
const connect: Screen = { kind: "connect", site, userId: "4a1f0c9c-2b7e-4c55-8d0a-91f2b3c4d5e6", address: "0x1" };

describe("the vault's end of the window's port", () => {
  let link: WindowLink;
  let window: MessagePort;
  let shown: Extract<ToWindow, { type: "screen" }>[];
  const { signal } = new AbortController();

  beforeEach(() => {
    const { port1, port2 } = new MessageChannel();
    window = port2;
    shown = [];
    window.onmessage = ({ data }: MessageEvent<ToWindow>) => {
      if (data.type === "screen") shown.push(data);
    };
    link = createWindowLink(port1);
  });
  afterEach(() => window.close());

  const arrived = async (count: number): Promise<number> => {
    while (shown.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
    return shown[count - 1]?.n as number;
  };
  const press = (n: number, answer: Answer): void => window.postMessage({ type: "answer", n, answer });
  const outcome = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      (value) => value,
      ({ code }: { code: string }) => code,
    );

  it("takes a Cancel that was pressed on a waiting screen while the question after it was on its way as a no to that", async () => {
    link.show(work(0));
    link.show(work(0.5));
    const answer = link.ask(connect, signal);
    await arrived(3);
    press(1, { type: "decline" });
    expect(await answer).to.deep.equal({ type: "decline" });
  });

  it("takes a Cancel for one that was pressed before the bar moved", async () => {
    link.show(work(0));
    link.show(work(0.5));
    const first = await arrived(2).then(() => 1);
    press(first, { type: "decline" });
    expect(await outcome(link.interrupted)).to.equal("USER_REJECTED");
  });

  it("takes nothing but a Cancel for a screen that is gone, and no Cancel of a question that was answered", async () => {
    const first = link.ask(connect, signal);
    press(await arrived(1), { type: "allow", remember: undefined } as unknown as Answer);
    expect(await first).to.include({ type: "allow" });
    link.show(work(0));
    const second = link.ask(connect, signal);
    await arrived(3);
    press(1, { type: "decline" });
    press(2, { type: "allow" } as unknown as Answer);
    press(3, { type: "allow", remember: undefined } as unknown as Answer);
    expect(await second).to.include({ type: "allow" });
  });
});
