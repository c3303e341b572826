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
  "enclave/words": {
    is: "all that window, viewer and frame say to people, by language",
    imports: ["enclave/protocol"],
    packages: ["lit"],
  },
  "enclave/viewer": {
    is: "a credential as a person reads it",
    imports: ["enclave/protocol", "enclave/contract", "enclave/words"],
    packages: ["lit"],
  },
  "enclave/window": {
    is: "the top-level window: all that is typed, approved or shown",
    imports: [
      "enclave/protocol",
      "enclave/crypto",
      "enclave/storage",
      "enclave/contract",
      "enclave/words",
      "enclave/viewer",
    ],
    packages: ["lit", "@scure/bip39", "@zxcvbn-ts/*"],
  },
  "enclave/frame": {
    is: "the iframe: channel, policy, one button; reaches keys only through the vault's worker",
    imports: [
      "enclave/protocol",
      "enclave/crypto",
      "enclave/storage",
      "enclave/contract",
      "enclave/words",
      "enclave/vault/worker.ts",
    ],
    packages: ["comlink", "lit"],
  },
  "host-sdk/shared": {
    is: "what all parts of the SDK know: its types, words and small tools",
    imports: [...BOTTOM],
    packages: ["valibot"],
  },
  "host-sdk/network": {
    is: "the client of the storage nodes",
    imports: [...BOTTOM, "host-sdk/shared"],
    packages: ["valibot"],
  },
  "host-sdk/wallets": {
    is: "wallets of the page",
    imports: ["enclave/protocol", "enclave/crypto", "host-sdk/shared"],
    packages: ["valibot"],
  },
  "host-sdk/enclave-client": {
    is: "the enclave's frame in a page, and the channel to it",
    imports: ["enclave/protocol", "host-sdk/shared"],
    packages: [],
  },
  "host-sdk/journeys": {
    is: "what a person does with a wallet: join, get verified, see, grant, revoke, link; loaded at the first need",
    imports: [...BOTTOM, "host-sdk/shared", "host-sdk/network", "host-sdk/wallets", "host-sdk/enclave-client"],
    packages: ["valibot"],
  },
  "host-sdk": {
    is: "what a dApp's page imports: `createIdos`, which wires the rest",
    imports: [
      "enclave/protocol",
      "enclave/kwil",
      "host-sdk/shared",
      "host-sdk/network",
      "host-sdk/wallets",
      "host-sdk/enclave-client",
      "host-sdk/journeys",
    ],
    packages: [],
  },
  "host-sdk/server/shared": {
    is: "what all servers need: keys, stores, background work, HTTP, rows that were shared with them",
    imports: [...BOTTOM, "host-sdk/shared", "host-sdk/network"],
    packages: ["@noble/*", "@scure/base", "valibot", "node:"],
  },
  "host-sdk/server/credential": {
    is: "credentials: built, signed, opened, and what their proof binds",
    imports: ["enclave/protocol", "enclave/crypto", "host-sdk/server/shared"],
    packages: ["@scure/base", "jsonld", "valibot"],
  },
  "host-sdk/server/joining": {
    is: "who joins: challenges, profiles, what waits for the network",
    imports: [
      "enclave/protocol",
      "enclave/crypto",
      "host-sdk/shared",
      "host-sdk/network",
      "host-sdk/server/shared",
      "host-sdk/server/credential",
    ],
    packages: ["@noble/hashes", "valibot"],
  },
  "host-sdk/server/issuing": {
    is: "who is verified: checks, write grants, credentials, revocations",
    imports: [...BOTTOM, "host-sdk/shared", "host-sdk/network", "host-sdk/server/shared", "host-sdk/server/credential"],
    packages: ["valibot"],
  },
  "host-sdk/server/consuming": {
    is: "what was granted: found, opened, checked against the issuers that are trusted",
    imports: [...BOTTOM, "host-sdk/shared", "host-sdk/network", "host-sdk/server/shared", "host-sdk/server/credential"],
    packages: ["valibot"],
  },
  "host-sdk/server/relay": {
    is: "the storage node under a dApp's own site",
    imports: ["enclave/protocol", "host-sdk/network", "host-sdk/server/shared"],
    packages: [],
  },
  "host-sdk/server": {
    is: "the Node side for issuers and consumers: `idosHandler`, which wires the rest",
    imports: [
      "enclave/protocol",
      "enclave/crypto",
      "host-sdk/shared",
      "host-sdk/network",
      "host-sdk/server/shared",
      "host-sdk/server/credential",
      "host-sdk/server/joining",
      "host-sdk/server/issuing",
      "host-sdk/server/consuming",
      "host-sdk/server/relay",
    ],
    packages: ["valibot"],
  },
  isle: {
    is: "`<idos-isle>` and the headless `createIsle`",
    imports: [
      "host-sdk/index.ts",
      "enclave/protocol/listeners.ts",
      "isle/machine",
      "isle/words",
      "isle/styles",
      "isle/parts",
      "isle/screens",
    ],
    packages: ["lit"],
  },
  "isle/machine": {
    is: "the state machine: events in, state and effects out; without a document",
    imports: ["host-sdk/index.ts"],
    packages: [],
  },
  "isle/words": {
    is: "all that the Isle says to people, by language",
    imports: ["enclave/protocol/choose-locale.ts", "isle/machine"],
    packages: ["lit"],
  },
  "isle/styles": {
    is: "what the pill, the card and all screens look like; the enclave's palette",
    imports: ["enclave/style/palette.css"],
    packages: ["lit"],
  },
  "isle/parts": {
    is: "what several screens are made of",
    imports: ["host-sdk/index.ts", "isle/machine", "isle/words"],
    packages: ["lit"],
  },
  "isle/screens": {
    is: "the screens, each with the styles that are its own",
    imports: ["host-sdk/index.ts", "isle/machine", "isle/words", "isle/parts"],
    packages: ["lit"],
  },
  "demo/process": {
    is: "what a program here needs of its machine: folders, files, ports, an end",
    imports: ["enclave/protocol"],
    packages: ["@hono/node-server", "hono", "node:"],
  },
  "demo/wallet": {
    is: "the burner wallet",
    imports: ["enclave/protocol/listeners.ts", "demo/process"],
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
