/** Faults between the enclave and real MPC nodes, put in by the browser's network. */
import type { BrowserContext, Route } from "playwright/test";
import { seal } from "../../enclave/crypto/box.ts";
import { fromHex, randomBytes, toHex, utf8 } from "../../enclave/crypto/bytes.ts";
import { blind, drawSecret, splitForNodes } from "../../enclave/crypto/shares.ts";
import type { RunningDemo } from "./demo.ts";

/** What a node does. */
export type Fault = "ok" | "down" | "slow" | "wrong" | "garbage" | "old" | "500";

/** The switchboard. */
export interface MpcFaults {
  /** By node; `ok` for those left out. Counts retrievals and uploads from now on. */
  set(faults: readonly Fault[]): void;
  /** Requests that reached the board since `set`, as `PUT 0`. */
  readonly requests: string[];
}

const SLOW = 30_000;

/** Routes a context's requests to the demo's MPC nodes through the board. */
export async function mpcFaults(demo: RunningDemo, context: BrowserContext): Promise<MpcFaults> {
  let plan: readonly Fault[] = [];
  const requests: string[] = [];
  // A consistent set of shares, but of another secret: as if the nodes had all kept what was replaced.
  const old = (await splitForNodes(utf8(drawSecret()), demo.mpc.length, 3)).map(blind);
  const headers = { "access-control-allow-origin": demo.enclave.url, "content-type": "application/json" };

  function share(route: Route, blinded: Uint8Array): Promise<void> {
    const { public_key } = route.request().postDataJSON() as { public_key: string };
    const { content, encryptorPublicKey } = seal(blinded, fromHex(public_key));
    const body = {
      encrypted_share: `0x${toHex(content.slice(24))}`,
      public_key: `0x${toHex(encryptorPublicKey)}`,
      nonce: `0x${toHex(content.slice(0, 24))}`,
    };
    return route.fulfill({ status: 200, headers, body: JSON.stringify(body) });
  }

  for (const [index, { url }] of demo.mpc.entries())
    await context.route(`${url}/**`, async (route) => {
      const method = route.request().method();
      if (method === "OPTIONS") return route.continue();
      requests.push(`${method} ${index}`);
      const fault = plan[index] ?? "ok";
      if ((fault === "wrong" || fault === "old") && method === "POST")
        return share(route, fault === "old" ? (old[index] ?? randomBytes(52)) : randomBytes(52));
      switch (fault) {
        case "down":
          return route.abort("connectionrefused");
        case "slow":
          setTimeout(() => void route.abort().catch(() => {}), SLOW).unref();
          return undefined;
        case "garbage":
          return route.fulfill({ status: 200, headers, body: '{"encrypted_share": [' });
        case "500":
          return route.fulfill({ status: 500, headers, body: "{}" });
        default:
          return route.continue();
      }
    });
  return {
    set(faults) {
      plan = faults;
      requests.length = 0;
    },
    requests,
  };
}
