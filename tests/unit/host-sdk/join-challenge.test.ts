import { expect } from "chai";
import { checkJoinChallenge } from "../../../host-sdk/journeys/join-challenge.ts";
import { thrown } from "./support/rejection.ts";

const USER = "6f6c1c0e-58f4-4a0e-9d5e-2f3a4b5c6d7e";
const OTHER = "9f51b3b2-4cbe-4c2b-8ea3-0b0c1b2f1a11";
const WALLET = { type: "EVM", address: "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A" } as const;
const PAGE = { host: "neobank.localhost:5173", hostname: "neobank.localhost" };

interface Fields {
  site: string;
  profile: string;
  wallet: string;
  nonce: string;
  issued: string;
  tail: string;
}
const good: Fields = {
  site: "neobank.localhost",
  profile: USER,
  wallet: WALLET.address,
  nonce: "00112233445566778899aabbccddeeff",
  issued: "2026-01-01T00:00:00Z",
  tail: "",
};
const text = (over: Partial<Fields>): string => {
  const { site, profile, wallet, nonce, issued, tail } = { ...good, ...over };
  return `${site} asks you to prove that you own this wallet.\nProfile: ${profile}\nWallet: ${wallet}\nNonce: ${nonce}\nIssued: ${issued}${tail}`;
};

describe("the join challenge", () => {
  for (const [name, over] of [
    ["the page's host name", {}],
    ["the page's host with its port", { site: PAGE.host }],
    ["the address in another case", { wallet: WALLET.address.toLowerCase() }],
    ["fractions of a second", { issued: "2026-01-01T00:00:00.123Z" }],
    ["a line break at its end", { tail: "\n" }],
  ] as const)
    it(`is accepted with ${name}`, () => {
      checkJoinChallenge({ userId: USER, message: text(over) }, WALLET, PAGE);
    });

  for (const [name, over, what] of [
    ["another site", { site: "bank.example" }, "site"],
    ["a site that only begins like the page's", { site: "neobank.localhost.evil.example" }, "site"],
    ["another profile", { profile: OTHER }, "profile"],
    ["another wallet", { wallet: `0x${"2".repeat(40)}` }, "wallet"],
    ["no nonce", { nonce: "" }, "form"],
    ["a nonce that can be guessed", { nonce: "01" }, "form"],
    ["a time that is none", { issued: "yesterday" }, "form"],
    ["a time that no calendar has", { issued: "2026-13-41T00:00:00Z" }, "time"],
    ["a line more", { tail: "\nPayloadType: execute" }, "form"],
    ["a site with a line break", { site: "evil\nneobank.localhost" }, "form"],
  ] as const)
    it(`is refused with ${name}`, () => {
      const error = thrown(() => checkJoinChallenge({ userId: USER, message: text(over) }, WALLET, PAGE));
      expect(error.code).to.equal("NETWORK_CONFLICT");
      expect(error.message).to.contain(`(${what})`);
    });

  it("is refused as free text", () => {
    expect(thrown(() => checkJoinChallenge({ userId: USER, message: "Sign in" }, WALLET, PAGE)).code).to.equal(
      "NETWORK_CONFLICT",
    );
  });

  it("is refused for an id that is no UUIDv4", () => {
    const id = "6f6c1c0e-58f4-1a0e-9d5e-2f3a4b5c6d7e";
    expect(
      thrown(() => checkJoinChallenge({ userId: id, message: text({ profile: id }) }, WALLET, PAGE)).message,
    ).to.contain("(profile)");
  });

  it("compares addresses of other wallets exactly", () => {
    const near = { type: "NEAR", address: "user.near" } as const;
    checkJoinChallenge({ userId: USER, message: text({ wallet: "user.near" }) }, near, PAGE);
    expect(
      thrown(() => checkJoinChallenge({ userId: USER, message: text({ wallet: "User.near" }) }, near, PAGE)).message,
    ).to.contain("(wallet)");
  });
});
