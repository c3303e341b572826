/** What `network-web-kwil.spec.ts` has in its pages: the unmodified kwil-js and an EVM wallet. */
import { KwilSigner, WebKwil } from "@idos-network/kwil-js";
import { Wallet } from "ethers";

/** A dApp's own use of the network, for `page.evaluate`. */
const dApp = {
  kwil: undefined as WebKwil | undefined,
  signer: undefined as KwilSigner | undefined,

  /** @param autoAuthenticate false: never signs in */
  connect(kwilProvider: string, privateKey: string, autoAuthenticate = true): void {
    const wallet = new Wallet(privateKey);
    dApp.kwil = new WebKwil({ kwilProvider, chainId: "idos-local", autoAuthenticate });
    dApp.signer = new KwilSigner(wallet, wallet.address);
  },

  /** Rows of a view, or the error's words. */
  async call(name: string, inputs: string[] = [], signed = true): Promise<unknown> {
    try {
      const answer = await dApp.kwil?.call({ name, namespace: "main", inputs }, signed ? dApp.signer : undefined);
      return answer?.data?.result;
    } catch (error) {
      return String(error);
    }
  },

  /** The hash of a transaction in its block, or the error's words. */
  async execute(name: string, inputs: string[]): Promise<string> {
    try {
      if (!dApp.kwil || !dApp.signer) throw new Error("connect first");
      const body = { name, namespace: "main", inputs: [inputs], description: "From a page" };
      return (await dApp.kwil.execute(body, dApp.signer, true)).data?.tx_hash ?? "";
    } catch (error) {
      return String(error);
    }
  },

  async signOut(): Promise<void> {
    await dApp.kwil?.auth.logoutKGW(dApp.signer);
  },
};

export type DApp = typeof dApp;
Object.assign(globalThis, { dApp });
