/** An `<idos-isle>` with a fake `Idos`, and queries by role and name as a person has them. */
import "../../../isle/index.ts";
import type { FrameSize, IdosOptions } from "../../../host-sdk/index.ts";
import type { IdosIsle } from "../../../isle/idos-isle.ts";
import { createFakeIdos, finds, wallet, type FakeData, type FakeIdos } from "./fake-idos.ts";

export interface Fixture {
  isle: IdosIsle;
  fake: FakeIdos;
  /** Options of every `Idos` that the element made. */
  made: IdosOptions[];
  root: ShadowRoot;
  /** Shows the frame at a size, as the SDK does. */
  resize(size: FrameSize | "hidden"): void;
  /** The visible headings. */
  headings(): string[];
  /** Names of the visible buttons and links of the card, the Close button left out. */
  buttons(): string[];
  /** A visible button or link. */
  button(name: string): HTMLElement;
  /** Visible text of the card. */
  text(): string;
  /** Clicks, and waits for the heading that follows. */
  press(name: string, next?: string): Promise<void>;
  /** Waits until something holds. */
  until(condition: () => boolean, what: string): Promise<void>;
  /** Waits until this heading is shown. */
  reaches(heading: string): Promise<void>;
  frame: HTMLElement;
  remove(): void;
}

const clean = (text: string | null): string => (text ?? "").replace(/\s+/g, " ").trim();
const visible = (element: HTMLElement): boolean => element.checkVisibility({ visibilityProperty: true });
const nameOf = (element: Element): string => clean(element.getAttribute("aria-label") ?? element.textContent);

export async function mount(data: Partial<FakeData> = {}, attributes: Record<string, string> = {}): Promise<Fixture> {
  localStorage.clear();
  const fake = createFakeIdos(data);
  const made: IdosOptions[] = [];
  const isle = document.createElement("idos-isle");
  const all = {
    enclave: "http://enclave.localhost:5174",
    node: "http://node.localhost:5180",
    backend: "/idos",
    ...attributes,
  };
  for (const [name, value] of Object.entries(all)) isle.setAttribute(name, value);
  isle.makeIdos = (options) => {
    made.push(options);
    return fake.idos;
  };
  isle.discoverWallets = finds(wallet("Burner"), wallet("Other"));
  document.body.append(isle);
  await isle.updateComplete;
  const root = isle.shadowRoot;
  if (!root) throw new Error("no shadow root");

  const card = (): HTMLElement => find(root, ".card");
  const clickable = (): HTMLElement[] =>
    [...card().querySelectorAll<HTMLElement>("button:not(.round), a")].filter(visible);
  const fixture: Fixture = {
    isle,
    fake,
    made,
    root,
    get frame() {
      return find(root, ".frame");
    },
    resize: (size) => made.at(-1)?.frame?.onSize(size),
    headings: () => [...card().querySelectorAll<HTMLElement>("h2")].filter(visible).map(nameOf),
    buttons: () => clickable().map(nameOf),
    button(name) {
      const found = [...root.querySelectorAll<HTMLElement>("button, a")].filter(
        (element) => visible(element) && nameOf(element) === name,
      );
      if (found.length !== 1 || !found[0])
        throw new Error(`${found.length} buttons are called ${name}; there are: ${fixture.buttons().join(", ")}`);
      return found[0];
    },
    text: () => clean(card().innerText),
    async press(name, next) {
      fixture.button(name).click();
      if (next) await fixture.reaches(next);
      else await isle.updateComplete;
    },
    reaches: (heading) => fixture.until(() => fixture.headings().includes(heading), `the heading ${heading}`),
    async until(condition, what) {
      const end = performance.now() + 3000;
      while (!condition()) {
        if (performance.now() > end)
          throw new Error(`waited for ${what}; shows ${fixture.headings().join(", ") || "nothing"}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    remove: () => isle.remove(),
  };
  return fixture;
}

function find(root: ShadowRoot, selector: string): HTMLElement {
  const element = root.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`no ${selector}`);
  return element;
}
