import { expect } from "chai";
import { USER } from "./support/fake-world.ts";
import { CREDENTIAL, setUpIdos } from "./support/idos-setup.ts";
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
});
