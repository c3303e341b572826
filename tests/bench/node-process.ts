/** The node under test, in a process of its own: `<data folder> <owner's address>`. */
import process from "node:process";
import { startNode } from "../../demo/network/node/server.ts";

const [, , dataDir = "", ownerAddress = ""] = process.argv;
const { localUrl } = await startNode({ port: 0, hostname: "node.localhost", ownerAddress, dataDir });
console.log(`ready ${localUrl}`);
