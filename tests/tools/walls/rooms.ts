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
    is: "the operator's configuration, read and made",
    imports: ["enclave/protocol", "enclave/crypto", "enclave/mpc/contract-state.ts", "enclave/mpc/node-client.ts"],
    packages: ["valibot"],
  },
  "enclave/storage": {
    is: "what is kept in the browser",
    imports: ["enclave/protocol", "enclave/crypto"],
    packages: [],
  },
  "enclave/mpc": {
    is: "key shares on MPC nodes",
    imports: ["enclave/protocol", "enclave/crypto", "enclave/config"],
    packages: ["valibot"],
  },
  "enclave/vault": {
    is: "the worker: keys, plaintexts, flows",
    imports: [...BOTTOM, "enclave/config", "enclave/storage", "enclave/mpc"],
    packages: ["comlink"],
  },
  "enclave/viewer": {
    is: "a credential as a person reads it",
    imports: ["enclave/protocol", "enclave/vault/window-messages.ts"],
    packages: ["lit"],
  },
  "enclave/window": {
    is: "the top-level window: all that is typed, approved or shown",
    imports: [
      "enclave/protocol",
      "enclave/crypto",
      "enclave/storage",
      "enclave/viewer",
      "enclave/vault/window-messages.ts",
    ],
    packages: ["lit", "@scure/bip39", "@zxcvbn-ts/*"],
  },
  "enclave/frame": {
    is: "the iframe: channel, policy, one button; reaches keys only through the vault's worker",
    imports: [
      "enclave/protocol",
      "enclave/crypto",
      "enclave/storage",
      "enclave/vault/contract.ts",
      "enclave/vault/window-messages.ts",
      "enclave/vault/worker.ts",
    ],
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
    imports: ["host-sdk/index.ts", "host-sdk/listeners.ts"],
    packages: ["lit"],
  },
  "demo/network": {
    is: "the local idOS network: storage node and MPC nodes; `idos-isle/testing`",
    imports: [
      ...BOTTOM,
      "enclave/config",
      "host-sdk/server/index.ts",
      "demo/wallet",
      "demo/launcher/enclave-server.ts",
      "demo/launcher/package-root.ts",
      "demo/launcher/seed.ts",
    ],
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
  "demo/wallet": {
    is: "the burner wallet",
    imports: ["demo/launcher/private-file.ts"],
    packages: ["@noble/*", "hono", "lit", "node:"],
  },
  "demo/page": {
    is: "what the pages of both dApps share",
    imports: ["isle/index.ts", "demo/wallet", "demo/launcher/dapp-config.ts"],
    packages: ["lit"],
  },
  "demo/neobank": {
    is: "a dApp that issues",
    imports: [...ENTRIES, "demo/page", "demo/launcher/operator.ts"],
    packages: ["hono", "lit", "valibot"],
  },
  "demo/acme": {
    is: "a dApp that consumes",
    imports: [...ENTRIES, "demo/page", "demo/launcher/operator.ts"],
    packages: ["hono", "lit"],
  },
  "demo/launcher": {
    is: "starts network, enclave and dApps",
    imports: [
      ...BOTTOM,
      "enclave/config",
      ...ENTRIES,
      // The network's owner, whom no public entry serves.
      "host-sdk/network/network.ts",
      "host-sdk/server/signers.ts",
      "demo/network",
      "demo/wallet",
      "demo/neobank",
      "demo/acme",
      "demo/cli",
    ],
    packages: ["@hono/node-server", "hono", "node:"],
  },
  "demo/cli": {
    is: "the commands of `npx idos-isle`",
    imports: [...BOTTOM, "enclave/config", "demo/launcher"],
    packages: ["commander", "valibot", "node:"],
  },
  demo: {
    is: "the two programs: `npm start` and `npx idos-isle`",
    imports: ["host-sdk/server/index.ts", "demo/network", "demo/launcher", "demo/cli"],
    packages: ["commander", "node:"],
  },
};
