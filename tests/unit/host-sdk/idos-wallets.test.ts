import { expect } from "chai";
import { KEY, USER } from "./support/fake-world.ts";
import { CREDENTIAL, setUpIdos } from "./support/idos-setup.ts";
import { rejection } from "./support/rejection.ts";
import { rows } from "./support/scripted-fetch.ts";

const t = setUpIdos();

describe("a profile's wallets", () => {
  it("are listed by kind, with the public key where there is one; a kind of later days hides none of them", async () => {
    await t.member();
    t.world.action = (name) =>
      name === "get_wallets"
        ? rows(
            { id: USER, address: t.provider.address, public_key: null, wallet_type: "EVM" },
            { id: crypto.randomUUID(), address: "sol", public_key: "ff", wallet_type: "Solana" },
            { id: CREDENTIAL, address: "ada.near", public_key: "ed25519:abc", wallet_type: "NEAR" },
          )
        : undefined;
    expect(await t.idos.wallets.list()).to.deep.equal([
      { id: USER, type: "EVM", address: t.provider.address },
      { id: CREDENTIAL, type: "NEAR", address: "ada.near", publicKey: "ed25519:abc" },
    ]);
  });

  it("that are kept in MetaMask are listed as such, and can be neither linked nor unlinked here", async () => {
    await t.member();
    t.world.user = { id: USER, key: KEY, store: "user", address: t.provider.address };
    const kept = { id: CREDENTIAL, type: "MM", address: "c3RvcmFnZQ", publicKey: "c3RvcmFnZQ" } as const;
    t.world.action = (name) =>
      name === "get_wallets"
        ? rows({ id: CREDENTIAL, address: kept.address, public_key: kept.publicKey, wallet_type: "MM" })
        : undefined;
    expect(await t.idos.wallets.list()).to.deep.equal([kept]);
    const error = await rejection(t.idos.wallets.unlink(kept));
    expect([error.code, error.message]).to.deep.equal([
      "UNSUPPORTED",
      "wallet: it is kept in MetaMask, which alone can add or remove it",
    ]);
    // Beside one, other wallets are told apart as ever.
    const other = { type: "NEAR", address: "ada.near", publicKey: "ed25519:abc" } as const;
    expect(await t.idos.wallets.unlink(other)).to.deep.equal({ nodes: [], removed: true });
  });
});
