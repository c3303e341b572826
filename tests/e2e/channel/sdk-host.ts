/** A dApp's page whose `host` calls by the SDK's enclave client, which mounts a new frame when it lost one. */
import type { BrowserContext, Page } from "playwright/test";
import { clientScript } from "../../harness/attacker/client-script.ts";
import type { RawEnvelope } from "../../harness/attacker/raw-host.ts";
import { startSite, type Site } from "../../harness/attacker/sites.ts";
import type { World } from "./fixture.ts";

interface Client {
  connected: boolean;
  connect(): Promise<void>;
  call(method: string, params: unknown): Promise<unknown>;
}

/** What the page has beside its host. */
export interface SdkWindow {
  client: Client;
}

/** Serves the SDK's client. */
export async function serveSdk(): Promise<Site> {
  return startSite("sdk", {
    "/": `<!doctype html><title>dApp</title><body><main></main></body>`,
    "/client.js": { body: await clientScript(), type: "text/javascript" },
  });
}

/** Opens the page and connects. */
export async function openSdkDapp({ enclave }: World, { url }: Site, context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await page.evaluate(async (at) => {
    const { createEnclaveClient } = (await import("/client.js" as string)) as {
      createEnclaveClient(options: object): Client;
    };
    const container = document.querySelector("main") as HTMLElement;
    container.style.cssText = "inline-size: 640px; block-size: 500px";
    const answers = new Map<string, Promise<RawEnvelope>>();
    const host: Pick<Window["host"], "asked" | "sign" | "start" | "answer" | "call"> = {
      asked: [],
      sign: undefined,
      start(method, params) {
        const id = crypto.randomUUID();
        answers.set(
          id,
          client.call(method, params).then(
            (value) => ({ ok: true, value }),
            ({ code, message }: { code: string; message: string }) => ({ ok: false, error: { code, message } }),
          ),
        );
        return id;
      },
      answer: (id) => answers.get(id) as Promise<RawEnvelope>,
      call: (method, params) => host.answer(host.start(method, params)),
    };
    const client = createEnclaveClient({
      url: at,
      look: {},
      frame: { container, onSize: () => undefined },
      async signTypedData(params: unknown) {
        host.asked.push({ method: "signTypedData", params });
        return { signature: await host.sign?.(params) };
      },
      onEvent: () => undefined,
      onState: () => undefined,
    });
    await client.connect();
    Object.assign(window, { client, host });
  }, enclave.url);
  return page;
}
