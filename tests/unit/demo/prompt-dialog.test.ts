import { expect } from "chai";
import { burnerAccount } from "../../../demo/wallet/evm-account.ts";
import type { Answer, Prompt } from "../../../demo/wallet/prompt.ts";
import "../../../demo/wallet/prompt-dialog.ts";
import type { BurnerPrompt } from "../../../demo/wallet/prompt-dialog.ts";
import { visibleText } from "../../../demo/wallet/visible-text.ts";

const accounts = [burnerAccount("Account 1"), burnerAccount("Account 2")];
const account = accounts[0]!;
const noNewAccount = async () => {
  throw new Error("not expected");
};

describe("burner wallet prompt", () => {
  let element: BurnerPrompt;
  const inside = (selector: string): HTMLElement | null => element.shadowRoot!.querySelector<HTMLElement>(selector);
  const text = (): string => inside("dialog")!.innerText;
  const button = (name: string): HTMLButtonElement => {
    const found = [...element.shadowRoot!.querySelectorAll("button")].find((b) => b.innerText.trim() === name);
    if (!found) throw new Error(`no button ${name} in: ${text()}`);
    return found;
  };
  /** Shows a prompt and returns its outcome: the answer, or the error's code. */
  async function show(
    prompt: Prompt,
    create: Parameters<BurnerPrompt["show"]>[1] = noNewAccount,
  ): Promise<{ outcome: Promise<Answer | number> }> {
    const outcome = element.show(prompt, create).catch((error: { code: number }) => error.code);
    await element.updateComplete;
    await element.updateComplete;
    return { outcome };
  }

  beforeEach(() => {
    element = document.createElement("burner-wallet-prompt");
    document.body.append(element);
  });
  afterEach(() => element.remove());

  it("is modal, names the site and says what kind of wallet it is", async () => {
    await show({ kind: "message", account, text: "hello" });
    expect(inside("dialog")!.matches(":modal")).to.equal(true);
    expect(text())
      .to.include(location.origin)
      .and.include("Demo wallet, keys lie on this computer")
      .and.include(account.address);
  });

  it("shows the whole message with its lines, marking characters that hide or reorder text", async () => {
    const message = `line one\nline two\u202Egnp.exe\u200B${"long ".repeat(500)}end`;
    await show({ kind: "message", account, text: message });
    expect(inside("pre")!.textContent).to.equal(visibleText(message));
    expect(inside("pre")!.textContent).to.include("two[U+202E]gnp.exe[U+200B]").and.include("line one\nline");
  });

  it("shows markup in a message as text", async () => {
    await show({ kind: "message", account, text: "<img src=x onerror=alert(1)>" });
    expect(inside("pre")!.textContent).to.equal("<img src=x onerror=alert(1)>");
    expect(inside("pre img")).to.equal(null);
  });

  it("shows every field of typed data with its type", async () => {
    await show({
      kind: "typed-data",
      account,
      primaryType: "Upload",
      domain: [{ name: "name", type: "string", text: "The contract" }],
      message: [{ name: "addresses", type: "string[]", fields: [{ name: "1", type: "string", text: "eip712:0xabc" }] }],
    });
    for (const part of ["name", "string", "The contract", "Upload", "addresses", "string[]", "eip712:0xabc"])
      expect(text()).to.include(part);
  });

  it("approves only by Approve, and Decline is first in the order of keys", async () => {
    const { outcome } = await show({ kind: "message", account, text: "hello" });
    expect(element.shadowRoot!.activeElement?.id).to.equal("title");
    const names = [...element.shadowRoot!.querySelectorAll(".actions button")].map((b) =>
      (b as HTMLElement).innerText.trim(),
    );
    expect(names).to.deep.equal(["Decline", "Approve"]);
    button("Approve").click();
    expect(await outcome).to.deep.equal({});
    expect((inside("dialog") as HTMLDialogElement).open).to.equal(false);
  });

  it("declines with 4001 by Decline, by what Escape does, and when it is taken away", async () => {
    const prompt: Prompt = { kind: "message", account, text: "hello" };
    const first = await show(prompt);
    button("Decline").click();
    expect(await first.outcome).to.equal(4001);
    const second = await show(prompt);
    (inside("dialog") as HTMLDialogElement).requestClose();
    expect(await second.outcome).to.equal(4001);
    const third = await show(prompt);
    element.remove();
    expect(await third.outcome).to.equal(4001);
  });

  it("connects with the chosen account", async () => {
    const { outcome } = await show({ kind: "connect", accounts });
    const radios = [...element.shadowRoot!.querySelectorAll("input")];
    expect(radios).to.have.length(2);
    radios[0]!.click();
    await element.updateComplete;
    button("Connect").click();
    expect(await outcome).to.deep.equal({ address: accounts[0]!.address });
  });

  it("makes a new account and chooses it; without one, Connect is off", async () => {
    const made = burnerAccount("Account 1");
    const { outcome } = await show({ kind: "connect", accounts: [] }, async () => made);
    expect(button("Connect").disabled).to.equal(true);
    button("New account").click();
    await new Promise((resolve) => setTimeout(resolve));
    await element.updateComplete;
    expect(text()).to.include(made.address);
    button("Connect").click();
    expect(await outcome).to.deep.equal({ address: made.address });
  });

  it("says when a new account cannot be made, and goes on", async () => {
    const { outcome } = await show({ kind: "connect", accounts });
    button("New account").click();
    await new Promise((resolve) => setTimeout(resolve));
    await element.updateComplete;
    expect(inside("[role=alert]")!.innerText).to.include("No new account");
    button("Decline").click();
    expect(await outcome).to.equal(4001);
  });

  it("offers switching and disconnecting on its own page", async () => {
    const first = await show({ kind: "manage", accounts, connected: account.address });
    expect(button("Switch account").disabled).to.equal(true);
    element.shadowRoot!.querySelectorAll("input")[1]!.click();
    await element.updateComplete;
    button("Switch account").click();
    expect(await first.outcome).to.deep.equal({ address: accounts[1]!.address });
    const second = await show({ kind: "manage", accounts, connected: account.address });
    button("Disconnect").click();
    expect(await second.outcome).to.deep.equal({});
  });
});
