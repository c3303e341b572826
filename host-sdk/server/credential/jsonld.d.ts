/** The one function of jsonld that is used here. @see https://github.com/digitalbazaar/jsonld.js */
declare module "jsonld" {
  interface CanonizeOptions {
    algorithm: "RDFC-1.0";
    format: "application/n-quads";
    /** Null: relative URLs are errors. */
    base: null;
    /** Throws where a value would be dropped. */
    safe: true;
    documentLoader(url: string): Promise<never>;
    canonizeOptions?: { maxWorkFactor?: number; signal?: AbortSignal };
  }
  const jsonld: { canonize(input: object, options: CanonizeOptions): Promise<string> };
  export = jsonld;
}
