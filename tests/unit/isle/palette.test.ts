import { expect } from "chai";
import { mount, type Fixture } from "./isle-fixture.ts";

/** What the Isle calls a colour, and what the enclave calls the same one. */
const PAIRS = {
  "--_accent": "--idos-accent",
  "--_on-accent": "--idos-on-accent",
  "--_surface": "--idos-surface",
  "--_raised": "--idos-raised",
  "--_text": "--idos-ink",
  "--_muted": "--idos-muted",
  "--_line": "--idos-line",
  "--_edge": "--idos-control",
};

function colour(parent: Node, name: string): string {
  const probe = document.createElement("i");
  probe.style.color = `var(${name}, magenta)`;
  parent.appendChild(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** A page with the styles of the enclave's frame. */
async function enclavePage(theme: string): Promise<HTMLIFrameElement> {
  const page = document.createElement("iframe");
  page.srcdoc = `<!doctype html><html data-theme="${theme}"><link rel="stylesheet" href="/enclave/style/base.css">`;
  const loaded = new Promise((resolve) => page.addEventListener("load", resolve, { once: true }));
  document.body.append(page);
  await loaded;
  return page;
}

describe("the palette", () => {
  let f: Fixture | undefined;
  let page: HTMLIFrameElement | undefined;
  afterEach(() => {
    f?.remove();
    page?.remove();
    f = page = undefined;
  });

  for (const theme of ["light", "dark"] as const)
    it(`is one for the Isle and the frame that stands in it, ${theme}`, async () => {
      f = await mount({}, { theme });
      page = await enclavePage(theme);
      const enclave = page.contentDocument as Document;
      for (const [own, theirs] of Object.entries(PAIRS)) {
        const seen = colour(f.root, own);
        expect(seen, own).to.equal(colour(enclave.body, theirs));
        expect(seen, own).to.not.equal("rgb(255, 0, 255)");
      }
      expect(colour(f.root, "--_surface")).to.equal(theme === "light" ? "rgb(255, 255, 255)" : "rgb(22, 30, 27)");
    });

  it("gives way to what the page sets, on the element or far above it", async () => {
    f = await mount();
    f.isle.style.setProperty("--idos-accent", "rgb(1, 2, 3)");
    document.documentElement.style.setProperty("--idos-surface", "rgb(4, 5, 6)");
    try {
      expect([colour(f.root, "--_accent"), colour(f.root, "--_surface")]).to.deep.equal([
        "rgb(1, 2, 3)",
        "rgb(4, 5, 6)",
      ]);
    } finally {
      document.documentElement.style.removeProperty("--idos-surface");
    }
  });
});
