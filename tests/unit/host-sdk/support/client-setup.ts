import type { EnclaveEvent } from "../../../../enclave/protocol/types.ts";
import {
  createEnclaveClient,
  type EnclaveClient,
  type EnclaveClientOptions,
} from "../../../../host-sdk/enclave-client/enclave-client.ts";
import { enclaveAt, frames, listen, type Reports } from "./enclave-fixture.ts";

/** A key that the fixture unlocks. */
export const KEY = {
  userId: "6f6c1c0e-58f4-4a0e-9d5e-2f3a4b5c6d7e",
  publicKey: `${"A".repeat(43)}=`,
  store: "mpc",
} as const;
/** What the enclave may ask a wallet to sign. */
export const TYPED = {
  wallet: { type: "EVM", address: "0x1" },
  for: "unlock",
  typedData: {
    domain: { name: "n", version: "1", verifyingContract: "0x1" },
    types: { M: [{ name: "a", type: "string" }] },
    primaryType: "M",
    message: { a: "b" },
  },
};

/** What each test has afresh. */
export interface ClientSetup {
  client: EnclaveClient;
  reports: Reports;
  states: string[];
  events: EnclaveEvent[];
  sizes: string[];
  /** Given to the client, unless the options say otherwise. */
  container: HTMLElement;
  make(options?: Partial<EnclaveClientOptions>): void;
}

/** Sets up before each test of the suite that it is called in; after each, no frame may be left. */
export function setUpClient(): ClientSetup {
  const t = {} as ClientSetup;
  t.make = (options = {}) => {
    t.client = createEnclaveClient({
      url: enclaveAt(),
      frame: { container: t.container, onSize: (size) => t.sizes.push(size) },
      look: {},
      signTypedData: async () => ({ signature: "0xabcd" }),
      signMessage: async () => ({ signature: "abcd" }),
      onEvent: (event) => t.events.push(event),
      onState: (state) => t.states.push(state),
      deadline: 4_000,
      ...options,
    });
  };
  beforeEach(() => {
    t.reports = listen();
    t.states = [];
    t.events = [];
    t.sizes = [];
    t.container = document.createElement("div");
    document.body.append(t.container);
  });
  afterEach(() => {
    t.client.close();
    t.reports.stop();
    t.container.remove();
    if (frames().length) throw new Error("a frame was left behind");
  });
  return t;
}
