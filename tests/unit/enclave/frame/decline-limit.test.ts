/** What counts against a site that prompts, and what takes it back. */
import { expect } from "chai";
import { createDeclineLimit, DECLINES, promptingParty } from "../../../../enclave/frame/decline-limit.ts";
import { isIdosError } from "../../../../enclave/protocol/errors.ts";
import { createStorage, type EnclaveStorage } from "../../../../enclave/storage/storage.ts";

const refused = (): never => {
  throw new DOMException("Blocked", "SecurityError");
};
let storage: EnclaveStorage;
let time = 0;
const limit = (site = "https://dapp.example", store = storage) => createDeclineLimit(store, site, () => time);
const outcome = async (declines: ReturnType<typeof limit>): Promise<string> =>
  declines.check().then(
    () => "ok",
    (error: unknown) => (isIdosError(error) ? error.code : String(error)),
  );
const shows = (declines: ReturnType<typeof limit>, count: number = DECLINES.limit): void => {
  for (let i = 0; i < count; i++) declines.shown();
};
beforeEach(() => {
  storage = createStorage({ factory: refused });
  time = 1_800_000_000_000;
});

describe("threat 30: the limit of prompts", () => {
  it("counts a prompt from when it is shown, and for a minute", async () => {
    const declines = limit();
    shows(declines, DECLINES.limit - 1);
    expect(await outcome(declines)).to.equal("ok");
    shows(declines, 1);
    expect(await outcome(declines)).to.equal("RATE_LIMITED");
    time += DECLINES.within;
    expect(await outcome(declines)).to.equal("ok");
  });

  it("is shared by all frames of a partition, and outlives them", async () => {
    const [one, two] = [limit(), limit()];
    shows(one, 4);
    shows(two, 4);
    expect(await outcome(one)).to.equal("RATE_LIMITED");
    expect(await outcome(limit())).to.equal("RATE_LIMITED");
  });

  it("is not shed by subdomains or ports, and falls on no other site", async () => {
    const first = limit("https://a.evil.example");
    shows(first);
    expect(await outcome(first)).to.equal("RATE_LIMITED");
    for (const site of ["https://b.evil.example", "https://evil.example:8443", "http://x.y.evil.example"])
      expect(await outcome(limit(site)), site).to.equal("RATE_LIMITED");
    for (const site of ["https://dapp.example", "http://evil.localhost:1", "http://127.0.0.1:1"])
      expect(await outcome(limit(site)), site).to.equal("ok");
    expect(promptingParty("http://127.0.0.1:80")).to.equal("127.0.0.1");
    expect(promptingParty("http://[::1]:80")).to.equal("[::1]");
  });

  it("is taken back whole by an act in a window, and by one prompt for one that was answered without", async () => {
    const declines = limit();
    shows(declines, DECLINES.limit - 1);
    declines.shown().answered();
    expect(await outcome(declines)).to.equal("ok");
    shows(declines, 1);
    expect(await outcome(declines)).to.equal("RATE_LIMITED");
    declines.accepted();
    expect(await outcome(declines)).to.equal("ok");
    shows(declines, DECLINES.limit - 1);
    expect(await outcome(declines)).to.equal("ok");
  });

  it("holds within a frame whose storage does not answer", async () => {
    const never = (): Promise<never> => new Promise(() => {});
    const declines = limit("https://dapp.example", { ...storage, all: never, put: never, remove: never });
    shows(declines);
    expect(await outcome(declines)).to.equal("RATE_LIMITED");
  });
});
