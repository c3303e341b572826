/**
 * Faults that a node shows on command, for tests of what clients do about them. A node has the switch only when it
 * was started with `faults: true`.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import type { MiddlewareHandler } from "hono";
import { fromHex } from "../../../enclave/crypto/bytes.ts";
import type { ShareStore } from "./store.ts";

/** What a node does wrong. */
export type MpcFault =
  /** Cuts every connection without an answer. */
  | { kind: "down" }
  /** Answers late, by `ms`. */
  | { kind: "slow"; ms: number }
  /** Hands out a share of the right length that is not the one that was stored. */
  | { kind: "lying" }
  /** Answers 200 with bytes that mean nothing. */
  | { kind: "garbage" }
  /** Hands out the share that was replaced last while the switch was there, if there was one. */
  | { kind: "old-share" }
  /** Answers 500. */
  | { kind: "error" };

/** A node's switch and what it works on. */
export interface FaultSwitch {
  set(fault: MpcFault | undefined): void;
  /** Around every route. */
  middleware: MiddlewareHandler;
  /** The node's store, remembering shares that are replaced. */
  watch(store: ShareStore): ShareStore;
  /** What is handed out in place of a stored blinded share. */
  handOut(userId: string, blinded: Uint8Array): Uint8Array;
}

const GARBAGE = new Uint8Array([0xff, 0xfe, 0x00, 0x7b, 0x22, 0x80]);

/** A switch in the position "no fault". */
export function createFaultSwitch(): FaultSwitch {
  let fault: MpcFault | undefined;
  const replaced = new Map<string, Uint8Array>();
  return {
    set: (next) => void (fault = next),

    async middleware(c, next) {
      switch (fault?.kind) {
        case "down":
          (c.env as HttpBindings).incoming.socket.destroy();
          return c.body(null);
        case "slow":
          await wait(fault.ms, undefined, { ref: false });
          return next();
        case "garbage":
          return c.body(GARBAGE, 200, { "content-type": "application/json" });
        case "error":
          return c.json({ error: "internal error" }, 500);
        default:
          return next();
      }
    },

    watch: (store) => ({
      ...store,
      async put(userId, share) {
        const before = (await store.get(userId))?.share;
        await store.put(userId, share);
        if (before !== undefined && before !== share.share) replaced.set(userId, fromHex(before));
      },
    }),

    handOut(userId, blinded) {
      if (fault?.kind === "lying") return blinded.map((byte) => byte ^ 0x01);
      return (fault?.kind === "old-share" && replaced.get(userId)) || blinded;
    },
  };
}
