/** What `network-web-kwil.spec.ts` has in its pages: the unmodified kwil-js and an EVM wallet. */
import { KwilSigner, WebKwil } from "@idos-network/kwil-js";
import { Wallet } from "ethers";

/** The wallet of a page's owner, outside of the page: hex in, hex out. */
declare const walletSign: (message: string) => Promise<string>;

const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const fromHex = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16));

/** A view or a transaction with typed inputs, in wire order. */
export interface TypedBody {
  name: string;
  namespace: string;
  inputs: (string | number | null)[];
  types: NonNullable<Parameters<WebKwil["call"]>[0]["types"]>;
}

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

  /** @param identifier of the wallet behind `walletSign`, hex */
  connectWallet(kwilProvider: string, identifier: string, signatureType: string): void {
    const sign = async (message: Uint8Array): Promise<Uint8Array> => fromHex(await walletSign(toHex(message)));
    dApp.kwil = new WebKwil({ kwilProvider, chainId: "idos-local" });
    dApp.signer = new KwilSigner(sign, fromHex(identifier), signatureType);
  },

  /** Rows of a view or the hash of a transaction; or what kwil-js throws. */
  async run(kind: "view" | "write", body: TypedBody, description: string, signed: boolean): Promise<unknown> {
    try {
      if (!dApp.kwil || !dApp.signer) throw new Error("connect first");
      if (kind === "view") {
        const { data } = await dApp.kwil.call(body, signed ? dApp.signer : undefined);
        return { result: data?.result ?? [] };
      }
      const sent = await dApp.kwil.execute({ ...body, inputs: [body.inputs], description }, dApp.signer, true);
      return { result: sent.data?.tx_hash ?? "" };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
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
