import { expect } from "chai";
import {
  asRecoveryWallet,
  ownerIdentifier,
  sameWallet,
  WALLET_IN_FULL,
  walletKinds,
  type OwnerWallet,
  type WalletKind,
} from "../../../../enclave/protocol/wallet-kinds.ts";

const KEY = "ed25519:6E8sCci9badyRkXb3JoRpBj5p8C6Tw41ELDZoiihKEtp";

/** One of each kind, with what is expected of it. */
const EXPECTED: Record<WalletKind, { wallet: OwnerWallet; owner: string; rebuilds: boolean; inFull: string }> = {
  EVM: { wallet: { type: "EVM", address: "0xAb" }, owner: "0xAb", rebuilds: true, inFull: "0xAb" },
  NEAR: {
    wallet: { type: "NEAR", address: "ada.near", publicKey: KEY },
    owner: KEY,
    rebuilds: true,
    inFull: `${KEY} (NEAR; the site names it ada.near)`,
  },
  XRPL: {
    wallet: { type: "XRPL", address: "rAda", publicKey: "ED01" },
    owner: "rAda",
    rebuilds: true,
    inFull: "rAda (XRPL, key ED01)",
  },
  FaceSign: { wallet: { type: "FaceSign", address: "ab" }, owner: "ab", rebuilds: true, inFull: "ab (FaceSign)" },
  Stellar: {
    wallet: { type: "Stellar", address: "GADA", publicKey: "ab" },
    owner: "GADA",
    rebuilds: false,
    inFull: "GADA (Stellar)",
  },
};

describe("the kinds of wallet", () => {
  it("are known by their owner's identifier, shown in full, and rebuild a key or not", () => {
    expect(walletKinds).to.have.members(Object.keys(EXPECTED));
    for (const { wallet, owner, rebuilds, inFull } of Object.values(EXPECTED)) {
      expect(ownerIdentifier(wallet), wallet.type).to.equal(owner);
      expect(asRecoveryWallet(wallet), wallet.type).to.deep.equal(rebuilds ? wallet : undefined);
      expect(WALLET_IN_FULL[wallet.type](wallet), wallet.type).to.equal(inFull);
    }
  });

  it("compare by that identifier: EVM addresses in any case, all else exactly, kinds apart", () => {
    for (const [kind, { wallet }] of Object.entries(EXPECTED)) {
      expect(sameWallet(wallet, { ...wallet }), kind).to.equal(true);
      const shouted = { ...wallet, address: wallet.address.toUpperCase(), publicKey: wallet.publicKey?.toUpperCase() };
      expect(sameWallet(wallet, shouted), kind).to.equal(kind === "EVM" || wallet.address === shouted.address);
      for (const other of walletKinds)
        if (other !== kind) expect(sameWallet(wallet, { ...wallet, type: other }), `${kind}, ${other}`).to.equal(false);
    }
    const { wallet } = EXPECTED.NEAR;
    expect(sameWallet(wallet, { ...wallet, address: "another.name" })).to.equal(true);
    expect(sameWallet(wallet, { ...wallet, publicKey: KEY.replace("6", "7") })).to.equal(false);
  });
});
