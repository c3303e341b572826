/**
 * The one table of the house: which room may import which, and which packages. Everything else is refused. A file
 * belongs to the room with the longest path that it lies in; CONTRIBUTING's table is written from here.
 */

/** What a room is, and what it may reach beside itself. */
export interface Room {
  /** A few words for CONTRIBUTING. */
  is: string;
  /** Rooms, or single files of a room (with their ending) where only a public entry may be used. */
  imports: readonly string[];
  /** Packages by name; `node:` stands for all modules of Node, a trailing `*` for a family. */
  packages: readonly string[];
}

const BOTTOM = ["enclave/protocol", "enclave/crypto", "enclave/kwil"] as const;
/** The package's public entries: what a dApp may use. */
const ENTRIES = ["host-sdk/index.ts", "host-sdk/server/index.ts", "isle/index.ts"] as const;

/** The table. Tests, tools and the configuration at the top may import anything. */
export const ROOMS: Readonly<Record<string, Room>> = {
  "enclave/protocol": {
    is: "the contract between host and enclave: methods, schemas, policies, codes, guard",
    imports: [],
    packages: ["comlink", "valibot"],
  },
  "enclave/crypto": {
    is: "pure functions: boxes, kdfs, shares, signatures",
    imports: ["enclave/protocol"],
    packages: ["@noble/*", "@scure/*", "argon2-browser", "libsodium-sumo", "shamir-secret-sharing"],
  },
  "enclave/kwil": {
    is: "pure functions: the network's payloads and texts; the one question that the enclave has for it",
    imports: ["enclave/protocol", "enclave/crypto"],
    packages: ["valibot"],
  },
  "enclave/config": {
    is: "the operator's configuration, read",
    imports: ["enclave/protocol", "enclave/crypto"],
    packages: ["valibot"],
  },
  "enclave/storage": {
    is: "what is kept in the browser",
    imports: ["enclave/protocol", "enclave/crypto"],
    packages: [],
  },
  "enclave/contract": {
    is: "what frame, vault and window say to each other",
    imports: ["enclave/protocol", "enclave/crypto", "enclave/storage"],
    packages: [],
  },
  "enclave/mpc": {
    is: "key shares on MPC nodes",
    imports: ["enclave/protocol", "enclave/crypto", "enclave/config"],
    packages: ["valibot"],
  },
  "enclave/vault": {
    is: "the worker: keys, plaintexts, flows",
    imports: [...BOTTOM, "enclave/config", "enclave/storage", "enclave/contract", "enclave/mpc"],
    packages: ["comlink"],
  },
  "enclave/viewer": {
    is: "a credential as a person reads it",
    imports: ["enclave/protocol", "enclave/contract"],
    packages: ["lit"],
  },
  "enclave/window": {
    is: "the top-level window: all that is typed, approved or shown",
    imports: ["enclave/protocol", "enclave/crypto", "enclave/storage", "enclave/contract", "enclave/viewer"],
    packages: ["lit", "@scure/bip39", "@zxcvbn-ts/*"],
  },
  "enclave/frame": {
    is: "the iframe: channel, policy, one button; reaches keys only through the vault's worker",
    imports: ["enclave/protocol", "enclave/crypto", "enclave/storage", "enclave/contract", "enclave/vault/worker.ts"],
    packages: ["comlink", "lit"],
  },
  "host-sdk": {
    is: "what a dApp's page imports: `createIdos`, journeys, wallets, network client",
    imports: [...BOTTOM],
    packages: ["valibot"],
  },
  "host-sdk/server": {
    is: "the Node side for issuers and consumers",
    imports: [...BOTTOM, "host-sdk"],
    packages: ["@noble/*", "@scure/base", "jsonld", "valibot", "node:"],
  },
  isle: {
    is: "`<idos-isle>` and the headless `createIsle`",
    imports: ["host-sdk/index.ts", "enclave/protocol/listeners.ts"],
    packages: ["lit"],
  },
  "demo/process": {
    is: "what a program here needs of its machine: folders, files, ports, an end",
    imports: ["enclave/protocol"],
    packages: ["@hono/node-server", "hono", "node:"],
  },
  "demo/wallet": {
    is: "the burner wallet",
    imports: ["demo/process"],
    packages: ["@noble/*", "hono", "lit"],
  },
  "demo/network": {
    is: "the local idOS network: storage node and MPC nodes",
    imports: [...BOTTOM, "host-sdk/server/index.ts", "demo/process"],
    packages: [
      "@electric-sql/pglite",
      "@hono/node-server",
      "@noble/hashes",
      "@scure/base",
      "hono",
      "pg",
      "valibot",
      "node:",
    ],
  },
  "demo/operator": {
    is: "what the operator of an enclave makes: configuration, headers, manifest",
    imports: ["enclave/protocol", "enclave/crypto", "enclave/config", "enclave/mpc/node-client.ts"],
    packages: ["valibot", "node:"],
  },
  "demo/local": {
    is: "network and enclave together, for `idos-isle/testing` and `idos-isle dev`",
    imports: [
      ...BOTTOM,
      "enclave/config",
      "host-sdk/server/index.ts",
      // The network's owner, whom no public entry serves.
      "host-sdk/network/network.ts",
      "host-sdk/server/shared/signers.ts",
      "demo/process",
      "demo/wallet",
      "demo/network",
      "demo/operator",
    ],
    packages: ["hono", "node:"],
  },
  "demo/dapp": {
    is: "what both dApps share: their server, their pages",
    imports: [...ENTRIES, "demo/process", "demo/wallet"],
    packages: ["@hono/node-server", "hono", "lit", "node:"],
  },
  "demo/neobank": {
    is: "a dApp that issues",
    imports: [...ENTRIES, "demo/dapp"],
    packages: ["hono", "lit", "valibot"],
  },
  "demo/acme": {
    is: "a dApp that consumes",
    imports: [...ENTRIES, "demo/dapp"],
    packages: ["hono", "lit"],
  },
  "demo/start": {
    is: "`npm start`: the network, the enclave and both dApps",
    imports: [
      ...BOTTOM,
      "host-sdk/server/index.ts",
      "demo/process",
      "demo/wallet",
      "demo/network",
      "demo/local",
      "demo/dapp",
      "demo/neobank",
      "demo/acme",
    ],
    packages: ["commander", "node:"],
  },
  "demo/cli": {
    is: "`npx idos-isle`",
    imports: [
      ...BOTTOM,
      "enclave/config",
      "host-sdk/server/index.ts",
      "demo/process",
      "demo/network",
      "demo/operator",
      "demo/local",
    ],
    packages: ["commander", "valibot", "node:"],
  },
};
