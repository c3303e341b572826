/** The text by which a wallet agrees to a profile: what a server asks for is what a page lets a wallet sign. */
import { expect, test } from "playwright/test";
import { checkJoinChallenge } from "../../../../host-sdk/journeys/join-challenge.ts";
import { createJoinChallenges } from "../../../../host-sdk/server/joining/join-challenges.ts";
import { ownershipText, readOwnershipText } from "../../../../host-sdk/shared/ownership-text.ts";

const address = `0x${"aB".repeat(20)}`;
const page = { host: "neobank.example", hostname: "neobank.example" };
const challenges = createJoinChallenges(page.host, new Uint8Array(32));

test("a page takes what a server draws for its wallet, and the server takes it back", () => {
  const now = new Date("2026-02-03T04:05:06Z");
  const drawn = challenges.draw(address, now);
  expect(() => checkJoinChallenge(drawn, { type: "EVM", address }, page)).not.toThrow();
  const claim = readOwnershipText(drawn.message);
  expect(claim).toMatchObject({ site: page.host, userId: drawn.userId, address, issued: "2026-02-03T04:05:06Z" });
  const check = (message: string) => challenges.check({ userId: drawn.userId, address }, message, now);
  expect(check(drawn.message)).toBe(claim?.nonce);
  for (const other of [
    `${drawn.message}\n`,
    drawn.message.replace("06Z", "06.0Z"),
    drawn.message.replace(/[0-9a-f]{32}\n/, "\n"),
  ])
    expect(() => check(other)).toThrow("expected the challenge of this backend");
});

test("what is written is read, and no other text", () => {
  const claim = {
    site: "localhost:4400",
    userId: "7d0d8a52-6d4f-4a0c-8d0e-5a3c3a1f0b11",
    address,
    nonce: "ab".repeat(16),
    issued: "2026-02-03T04:05:06.789Z",
  };
  const text = ownershipText(claim);
  expect(text).toBe(
    `localhost:4400 asks you to prove that you own this wallet.\nProfile: ${claim.userId}\nWallet: ${address}\n` +
      `Nonce: ${"ab".repeat(16)}\nIssued: 2026-02-03T04:05:06.789Z`,
  );
  expect(readOwnershipText(text)).toEqual(claim);
  for (const other of [
    ` ${text}`,
    `${text}\nand more`,
    text.replace("own", "give away"),
    text.replace(/\nNonce.*/, ""),
  ])
    expect(readOwnershipText(other)).toBeUndefined();
});
