import { createIdos, type Idos, type IdosEvents, type IdosOptions } from "../../../../host-sdk/index.ts";
import { enclaveAt, listen, type Reports } from "./enclave-fixture.ts";
import { fakeProvider, type FakeProvider } from "./fake-provider.ts";
import { createWorld, ISSUER, KEY, NODE, notes, USER, type World } from "./fake-world.ts";

/** Id of the credential that a member has. */
export const CREDENTIAL = "9f51b3b2-4cbe-4c2b-8ea3-0b0c1b2f1a11";

/** What each test has afresh: an Idos over a fake node and backend, a fixture enclave and a local wallet. */
export interface Setup {
  world: World;
  reports: Reports;
  provider: FakeProvider;
  idos: Idos;
  /** What the `asking` events said. */
  asked: IdosEvents["asking"][];
  /** Replaces the Idos by one with other options. */
  make(options?: Partial<IdosOptions>): void;
  /** Connects the wallet as one of a user with a profile and one credential. */
  member(): Promise<void>;
}

/** Sets up before each test of the suite that it is called in, and cleans up after each. */
export function setUpIdos(): Setup {
  const setup = {} as Setup;
  setup.make = (options = {}) => {
    setup.idos?.close();
    setup.idos = createIdos({ enclave: enclaveAt(), node: NODE, backend: "/idos", ...options });
    setup.asked = [];
    setup.idos.on("asking", (what) => setup.asked.push(what));
  };
  setup.member = async () => {
    setup.world.user = { id: USER, key: KEY, store: "mpc", address: setup.provider.address };
    setup.world.credentials = [
      { id: CREDENTIAL, public_notes: notes(), issuer_auth_public_key: ISSUER, original_id: null },
    ];
    await setup.idos.connect(setup.provider);
  };
  beforeEach(() => {
    setup.world = createWorld();
    setup.reports = listen();
    setup.provider = fakeProvider();
    setup.make();
  });
  afterEach(() => {
    setup.idos.close();
    setup.reports.stop();
    setup.world.restore();
  });
  return setup;
}
