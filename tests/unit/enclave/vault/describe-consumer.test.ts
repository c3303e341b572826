import { expect } from "chai";
import { boxPublicKey } from "../../../../enclave/crypto/box.ts";
import { randomBytes, toBase64 } from "../../../../enclave/crypto/bytes.ts";
import { describeConsumer } from "../../../../enclave/vault/describe-consumer.ts";
import { nameSkeleton } from "../../../../enclave/vault/name-skeleton.ts";

const key = (): string => toBase64(boxPublicKey(randomBytes(32)));
const SITE = "https://acme.example";
const acme = {
  name: "ACME Bank",
  url: "https://acme.example/about",
  origins: [SITE, "https://app.acme.example"],
  walletIdentifier: "0xAb",
  encryptionPublicKey: key(),
};
const { walletIdentifier, encryptionPublicKey } = acme;

describe("describing who asks", () => {
  const by = (consumer: Partial<typeof acme>, site: string): string | undefined => {
    const { verified, resembles } = describeConsumer(
      { walletIdentifier, encryptionPublicKey, ...consumer },
      [acme],
      site,
    );
    return verified ? `verified ${verified.name}` : resembles && `${resembles.by} ${resembles.name}`;
  };

  it("threat 28: gives the name only for wallet, key and site together", () => {
    for (const site of acme.origins) expect(by({ name: "Anything" }, site)).to.equal("verified ACME Bank");
    expect(by({ walletIdentifier: "0xaB" }, SITE)).to.equal("verified ACME Bank");
    for (const site of [
      "http://acme.example",
      "https://acme.example:8443",
      "https://acme.example.evil.example",
      "https://sub.acme.example",
    ])
      expect(by({}, site), site).to.equal("site ACME Bank");
    expect(by({ encryptionPublicKey: key() }, SITE)).to.equal("account ACME Bank");
    expect(by({ walletIdentifier: "0xcd" }, SITE)).to.equal("key ACME Bank");
    const other = { walletIdentifier: "0xcd", encryptionPublicKey: key() };
    expect(by({ ...other, name: "acme  bank" }, SITE)).to.equal("name ACME Bank");
    expect(by({ ...other, name: "Honest Ltd" }, SITE)).to.equal(undefined);
    expect(by({ ...other, name: "\u200b" }, SITE)).to.equal(undefined);
  });

  it("threat 28: gives no site the name of an entry without origins, and finds the right one of two", () => {
    const { origins: _, ...nowhere } = acme;
    const elsewhere = { ...acme, name: "Other", origins: ["https://other.example"] };
    const consumer = { walletIdentifier, encryptionPublicKey };
    expect(describeConsumer(consumer, [nowhere], SITE)).to.deep.include({
      resembles: { by: "site", name: "ACME Bank", origins: [] },
    });
    expect(describeConsumer(consumer, [elsewhere, acme], SITE).verified?.name).to.equal("ACME Bank");
  });
});

describe("names that look alike", () => {
  it("threat 28: are one for the eye, across scripts, case, spaces and what is not drawn", () => {
    for (const name of [
      "acme bank",
      "ACME\u00a0BANK",
      "A.C.M.E. Bank",
      "\u0410\u0421\u041c\u0415 Bank",
      "Acm\u0435\u200b B\u0430nk",
      "ＡＣＭＥ bank",
      "Ácme Bänk",
      "Acrne Bank",
    ])
      expect(nameSkeleton(name), name).to.equal(nameSkeleton("ACME Bank"));
    for (const name of ["ACME", "ACME Banking", "Bank ACME", ""])
      expect(nameSkeleton(name), name).not.to.equal(nameSkeleton("ACME Bank"));
  });
});
