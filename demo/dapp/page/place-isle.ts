/** What the first page of either dApp does before anything of its own: the demo's wallet, and the Isle in its place. */
import "../../../isle/index.ts";
import { startBurnerWallet } from "../../wallet/burner-wallet.ts";
import { loadDappConfig } from "../dapp-config.ts";
import { findElement } from "./find-element.ts";

/**
 * Puts the Isle into `#isle`, and the demo wallet behind the button `#wallet`.
 * @throws Error if the page's server does not answer
 */
export async function placeIsle(): Promise<HTMLElementTagNameMap["idos-isle"]> {
  const wallet = startBurnerWallet();
  findElement("#wallet").addEventListener("click", () => void wallet.manage());
  const isle = document.createElement("idos-isle");
  Object.assign(isle, await loadDappConfig());
  findElement("#isle").append(isle);
  return isle;
}
