/** Starts a whole network once, in a process of its own, and prints how long that took: `<data folder> <owner's address>`. */
import process from "node:process";
import { startNetwork } from "../../demo/network/network.ts";

const [, , dataDir = "", ownerAddress = ""] = process.argv;
const began = performance.now();
const { node } = await startNetwork({ dataDir, ownerAddress, enclaveOrigins: () => [] });
console.log(`ready ${node.localUrl} ${performance.now() - began}`);
