/** The SDK's enclave client alone, built for a page that imports it as `/client.js`. */
import { build } from "vite";

/** Its code, one module that exports `createEnclaveClient`. */
export async function clientScript(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "silent",
    build: {
      write: false,
      target: "es2022",
      lib: { entry: "host-sdk/enclave-client/enclave-client.ts", formats: ["es"], fileName: "client" },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const output = (Array.isArray(built) ? built[0] : built) as { output: { code?: string }[] };
  return output.output[0]?.code ?? "";
}
