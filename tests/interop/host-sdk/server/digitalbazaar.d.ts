/** What the tests use of Digital Bazaar's packages, which come without types. */
declare module "@digitalbazaar/ed25519-verification-key-2020" {
  export class Ed25519VerificationKey2020 {
    readonly id: string;
    readonly controller: string;
    readonly publicKeyMultibase: string;
    static generate(options: {
      seed: Uint8Array;
      id?: string;
      controller?: string;
    }): Promise<Ed25519VerificationKey2020>;
    static from(key: Record<string, string>): Promise<Ed25519VerificationKey2020>;
  }
}
declare module "@digitalbazaar/ed25519-signature-2020" {
  export class Ed25519Signature2020 {
    readonly type: string;
    constructor(options: { key: object; verificationMethod?: string; proof?: object });
  }
}
declare module "@digitalbazaar/vc" {
  interface Options {
    credential: object;
    suite: object;
    documentLoader: (url: string) => Promise<{ contextUrl: null; documentUrl: string; document: unknown }>;
  }
  export function issue(options: Options): Promise<object>;
  export function verifyCredential(
    options: Options & { controller: object; now: Date },
  ): Promise<{ verified: boolean }>;
}
declare module "@digitalbazaar/credentials-context" {
  export const contexts: Map<string, object>;
}
declare module "ed25519-signature-2020-context" {
  const context: { contexts: Map<string, object> };
  export = context;
}
