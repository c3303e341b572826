import { expect } from "chai";
import { createSurface, type Surface } from "../../../../enclave/frame/surface.ts";

describe("the frame's surface", () => {
  let root: HTMLElement;
  let surface: Surface;
  let waiting = 0;
  let sizes: string[] = [];
  const nothing = (): void => {};
  const buttons = (): HTMLButtonElement[] => [...root.querySelectorAll("button")];
  const labels = (): string[] => buttons().map(({ textContent }) => textContent ?? "");

  beforeEach(() => {
    root = document.createElement("main");
    document.body.append(root);
    waiting = 0;
    sizes = [];
    surface = createSurface({
      root,
      resize: (size) => void sizes.push(size),
      waiting: () => waiting,
      declineAll: nothing,
    });
  });
  afterEach(() => root.remove());

  it("keeps a button under a press while more requests come, and changes it when it is for something else", () => {
    surface.button(nothing, nothing);
    const [go, cancel] = buttons();
    for (waiting = 1; waiting < 4; waiting++) surface.refresh();
    expect(labels()).to.deep.equal(["Continue in your idOS window", "Cancel", "Decline all 4 requests"]);
    expect(buttons().slice(0, 2)).to.deep.equal([go, cancel]);
    waiting = 0;
    surface.button(nothing, () => {});
    expect(labels()).to.deep.equal(["Continue in your idOS window", "Cancel"]);
    expect(buttons()).not.to.include(go).and.not.to.include(cancel);
  });

  it("opens one window by one button, however often that is pressed", () => {
    let opened = 0;
    surface.button(() => void opened++, nothing);
    for (let i = 0; i < 3; i++) buttons()[0]?.click();
    expect(opened).to.equal(1);
  });

  it("tells the page a size only when it changes, and the same one for whatever is viewed", () => {
    const onCancel = nothing;
    for (const done of [0, 1, 2]) surface.progress({ of: "nodes", done, failed: 0, total: 5 }, onCancel);
    expect(root.querySelector("progress")?.value).to.equal(2);
    surface.progress({ of: "deriving" }, onCancel);
    expect(root.querySelector("progress")?.position).to.equal(-1);
    let next: (() => void) | undefined;
    const options = { onFocus: nothing, onClose: nothing, goOn: () => next };
    surface.viewing(options);
    expect(labels()).to.deep.equal(["Bring it back", "Close"]);
    next = nothing;
    surface.refresh();
    expect(labels()).to.deep.equal(["Continue in your idOS window", "Close"]);
    surface.viewing(options);
    surface.hide();
    surface.hide();
    expect(root.childElementCount).to.equal(0);
    expect(sizes).to.deep.equal(["button", "compact", "hidden"]);
  });

  it("reads a countdown out once, and shows its seconds", () => {
    surface.countdown(59, nothing, nothing, nothing);
    const status = root.querySelector("[role=status]");
    const said = status?.querySelector(".visually-hidden");
    const [text] = said?.childNodes ?? [];
    surface.countdown(58, nothing, nothing, nothing);
    expect(status?.querySelector("[aria-hidden=true]")?.textContent).to.equal("Your idOS key locks in 58 s.");
    expect(said?.childNodes[0]).to.equal(text);
  });
});
