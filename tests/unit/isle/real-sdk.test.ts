/** The element with the SDK that it ships with; no node and no enclave answer here. */
import "../../../isle/index.ts";
import { expect } from "chai";
import { createIdos, type Eip1193Provider, type Idos } from "../../../host-sdk/index.ts";
import { ADDRESS } from "./fake-idos.ts";

/** A port that browsers never connect to. */
const NOWHERE = "http://127.0.0.1:9";

describe("<idos-isle> with the host SDK", () => {
  let isle: HTMLElementTagNameMap["idos-isle"];
  let idos: Idos | undefined;

  beforeEach(async () => {
    isle = document.createElement("idos-isle");
    isle.enclave = "http://enclave.localhost:9";
    isle.node = NOWHERE;
    isle.backend = `${NOWHERE}/idos`;
    isle.makeIdos = (options) => (idos = createIdos(options));
    document.body.append(isle);
    await isle.updateComplete;
  });
  afterEach(() => isle.remove());

  async function shows(heading: string): Promise<void> {
    const end = performance.now() + 15_000;
    while (isle.shadowRoot?.querySelector("h2")?.textContent !== heading) {
      if (performance.now() > end) throw new Error(`shows ${isle.shadowRoot?.querySelector("h2")?.textContent}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  it("mounts the enclave's frame in its shadow tree, in the place that stands ready", async () => {
    const loading = idos?.preload().catch(() => {});
    const find = (): Element | null | undefined => isle.shadowRoot?.querySelector(".frame > iframe");
    while (!find()) await new Promise((resolve) => setTimeout(resolve, 5));
    const iframe = find();
    expect(iframe?.getAttribute("src")).to.equal("http://enclave.localhost:9/");
    expect(iframe?.getAttribute("sandbox")).to.contain("allow-scripts");
    isle.open = true;
    await isle.updateComplete;
    expect(find()).to.equal(iframe);
    isle.remove();
    await loading;
  });

  it("shows that the node does not answer, and the person who declines in the wallet why nothing happened", async () => {
    let declines = true;
    const provider: Eip1193Provider = {
      async request() {
        if (declines) throw Object.assign(new Error("User rejected the request."), { code: 4001 });
        return [ADDRESS];
      },
    };
    const answer = isle.connect(provider).catch((error: unknown) => error);
    await shows("You declined in your wallet");
    declines = false;
    isle.shadowRoot?.querySelector<HTMLElement>(".button.primary")?.click();
    await shows("The idOS network did not answer");
    isle.remove();
    expect(await answer).to.have.property("code", "ABORTED");
  });
});
