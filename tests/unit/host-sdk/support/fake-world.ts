/** A storage node and a backend in the page, behind a replaced `fetch`: enough of both for the SDK's own logic. */
import { accessGrantId } from "../../../../enclave/crypto/uuid.ts";
import { fromBase64, toBase64, toHex } from "../../../../enclave/crypto/bytes.ts";
import { recoverPersonalMessage } from "../../../../enclave/crypto/evm.ts";
import { dwgText } from "../../../../enclave/kwil/grants-messages.ts";
import { decodeCall, decodeExecute } from "../../../../enclave/kwil/payload.ts";
import { signInText, transactionText, type AuthnParams } from "../../../../enclave/kwil/texts.ts";
import type { BackendDescription, Check, JoinCompletion } from "../../../../host-sdk/shared/backend-types.ts";
import { rows, RpcFailure, UNREACHABLE } from "./scripted-fetch.ts";

export const NODE = "http://node.localhost:5180";
export const USER = "6f6c1c0e-58f4-4a0e-9d5e-2f3a4b5c6d7e";
export const ISSUER = "ab".repeat(32);
export const KEY = `${"A".repeat(43)}=`;
const CHAIN = "idos-local";

type Value = string | number | boolean | null;

/** A row of the fake node's credentials. */
export interface FakeCredential {
  id: string;
  public_notes: string;
  issuer_auth_public_key: string;
  original_id: string | null;
}
/** A row of its grants. */
export interface FakeGrant {
  id: string;
  data_id: string;
  ag_grantee_wallet_identifier: string;
  locked_until: number | string;
  content_hash: string;
}

/** What the tests look at and turn. */
export interface World {
  user: { id: string; key: string; store: string; address: string } | undefined;
  credentials: FakeCredential[];
  grants: FakeGrant[];
  /** Actions that were executed, and HTTP requests to the backend, in order. */
  log: string[];
  /** Answers an action first where it returns something; may return RpcFailure or UNREACHABLE. */
  action: (name: string, args: Value[]) => unknown;
  /** Answers a backend path first where it returns something. */
  backend: (path: string, body: unknown) => unknown;
  /** What the network has beyond idOS's schema; absent: it does not know the question, as deployed idOS. */
  extensions?: Record<string, number>;
  description: BackendDescription;
  check: Check;
  challenge: (address: string) => string;
  completed: JoinCompletion[];
  signIns: number;
  restore(): void;
}

/** Notes of a credential that `find` may find. */
export const notes = (over: Record<string, unknown> = {}): string =>
  JSON.stringify({
    id: crypto.randomUUID(),
    type: "KYC",
    level: "basic+liveness",
    status: "approved",
    issuer: "neobank",
    ...over,
  });

/** Replaces `fetch` until `restore`. */
export function createWorld(): World {
  const real = globalThis.fetch;
  let session: string | undefined;
  let nonce = 0;
  const authn: AuthnParams = {
    nonce: "00112233445566778899aabbccddeeff",
    statement: "Sign in to idOS",
    issue_at: "2026-01-01T00:00:00Z",
    expiration_time: "2026-01-01T01:00:00Z",
    chain_id: CHAIN,
    domain: NODE,
    version: "1",
    uri: `${NODE}/rpc/v1`,
  };
  const world: World = {
    user: undefined,
    credentials: [],
    grants: [],
    log: [],
    action: () => undefined,
    backend: () => undefined,
    description: {
      name: "Acme Card",
      joins: true,
      consumer: { walletIdentifier: `0x${"c".repeat(40)}`, encryptionPublicKey: KEY },
      issuers: [{ id: "neobank", name: "Neobank", authPublicKeys: [ISSUER] }],
      issuing: {
        issuerId: "neobank",
        granteeWalletIdentifier: `0x${"d".repeat(40)}`,
        issuerPublicKey: ISSUER,
        validFor: 86_400,
        timelock: 0,
      },
    },
    check: { id: USER, status: "pending", updatedAt: 1 },
    challenge: (address) =>
      `${location.hostname} asks you to prove that you own this wallet.\nProfile: ${USER}\nWallet: ${address}\nNonce: ${"0".repeat(32)}\nIssued: 2026-01-01T00:00:00Z`,
    completed: [],
    signIns: 0,
    restore: () => (globalThis.fetch = real),
  };

  const boxes = (id: string) => ({ content: toBase64(new Uint8Array(40)), encryptor_public_key: KEY, id });

  function view(name: string, args: Value[], sender: string): unknown {
    const own = world.action(name, args);
    if (own !== undefined) return own;
    if (name === "has_profile")
      return rows({ has_profile: String(args[0]).toLowerCase() === world.user?.address.toLowerCase() });
    if (name === "dwg_message") {
      const [owner, grantee, issuerPublicKey, id, accessGrantTimelock, notUsableBefore, notUsableAfter] = args.map(
        String,
      ) as [string, string, string, string, string, string, string];
      return rows({
        message: dwgText({ owner, grantee, issuerPublicKey, id, accessGrantTimelock, notUsableBefore, notUsableAfter }),
      });
    }
    if (session !== sender) return new RpcFailure(-901, "authenticate first");
    switch (name) {
      case "get_user":
        return rows(
          ...(world.user
            ? [
                {
                  id: world.user.id,
                  recipient_encryption_public_key: world.user.key,
                  encryption_password_store: world.user.store,
                },
              ]
            : []),
        );
      case "get_credentials":
        return rows(...world.credentials.map((row) => ({ ...row, user_id: USER, inserter: "i" })));
      case "get_credential_owned":
        return rows(
          ...world.credentials.filter(({ id }) => id === args[0]).map((row) => ({ ...row, ...boxes(row.id) })),
        );
      case "get_access_grants_owned":
        return rows(...world.grants.map((row) => ({ ...row, ag_owner_user_id: USER, height: 1 })));
      default:
        return new RpcFailure(-300, `no action ${name}`);
    }
  }

  function execute(name: string, args: Value[]): unknown {
    const own = world.action(name, args);
    if (own !== undefined) return own;
    world.log.push(`${name} ${String(args[0])}`);
    if (name === "share_credential") {
      const [id, original, , , , , hash, , , grantee, until] = args as [string, string, ...Value[]];
      world.credentials.push({ id, public_notes: "", issuer_auth_public_key: ISSUER, original_id: original });
      world.grants.push({
        id: accessGrantId(String(grantee), id, Number(until)),
        data_id: id,
        ag_grantee_wallet_identifier: String(grantee),
        locked_until: Number(until),
        content_hash: String(hash),
      });
    } else if (name === "remove_credential") {
      world.credentials = world.credentials.filter(({ id }) => id !== args[0]);
      world.grants = world.grants.filter(({ data_id }) => data_id !== args[0]);
    } else if (name === "revoke_access_grant") world.grants = world.grants.filter(({ id }) => id !== args[0]);
    return undefined;
  }

  interface Tx {
    signature: { sig: string };
    body: { desc: string; payload: string; fee: string; nonce: number; chain_id: string };
    sender: string;
  }

  function rpc(method: string, params: never): unknown {
    switch (method) {
      case "user.chain_info":
        return { chain_id: CHAIN, block_height: 1, block_hash: "" };
      case "idos.extensions":
        return world.extensions ? { extensions: world.extensions } : new RpcFailure(-32601, method);
      case "kgw.authn_param":
        return authn;
      case "kgw.authn": {
        const { sender, signature } = params as { sender: string; signature: { sig: string } };
        const signer = recoverPersonalMessage(signInText(authn), toHex(fromBase64(signature.sig)));
        if (signer?.slice(2).toLowerCase() !== sender) return new RpcFailure(-903, "not your signature");
        world.signIns++;
        session = sender;
        return {};
      }
      case "kgw.logout":
        world.log.push("sign out");
        session = undefined;
        return {};
      case "user.call": {
        const { body, sender } = params as { body: { payload: string }; sender: string };
        const { action, batches } = decodeCall(fromBase64(body.payload));
        return view(
          action,
          (batches[0] ?? []).map(({ value }) => value),
          sender,
        );
      }
      case "user.estimate_price":
        return { price: "0" };
      case "user.account":
        return { nonce };
      case "user.broadcast": {
        const { tx } = params as { tx: Tx };
        const { desc, fee, nonce: used, chain_id } = tx.body;
        const payload = fromBase64(tx.body.payload);
        const text = transactionText({ description: desc, payload, fee, nonce: used, chainId: chain_id });
        if (
          recoverPersonalMessage(text, toHex(fromBase64(tx.signature.sig)))
            ?.slice(2)
            .toLowerCase() !== tx.sender ||
          used !== nonce + 1
        )
          return new RpcFailure(-201, "broadcast error: invalid signature or nonce");
        const { action, batches } = decodeExecute(payload);
        const failed = execute(
          action,
          (batches[0] ?? []).map(({ value }) => value),
        );
        if (failed === UNREACHABLE) return failed;
        nonce++;
        return typeof failed === "string"
          ? { tx_hash: "", result: { code: 1, log: failed } }
          : { tx_hash: "", result: { code: 0, log: "" } };
      }
      default:
        return new RpcFailure(-32601, method);
    }
  }

  function backend(path: string, body: unknown): unknown {
    world.log.push(`backend ${path}`);
    const own = world.backend(path, body);
    if (own !== undefined) return own;
    switch (path) {
      case "/description":
        return world.description;
      case "/join":
        return { userId: USER, message: world.challenge((body as { wallet: { address: string } }).wallet.address) };
      case "/join/complete": {
        const completion = body as JoinCompletion;
        world.completed.push(completion);
        world.user = {
          id: completion.userId,
          key: completion.recipientEncryptionPublicKey,
          store: completion.encryptionPasswordStore,
          address: completion.wallet.address,
        };
        return { userId: completion.userId };
      }
      case "/grants":
        return {};
      default:
        return path.startsWith("/checks") ? world.check : new Response("", { status: 404 });
    }
  }

  globalThis.fetch = async (input, init = {}) => {
    const url = new URL(String(input));
    if (init.signal?.aborted) throw new DOMException("aborted", "AbortError");
    const body: unknown = init.body === undefined ? undefined : JSON.parse(String(init.body));
    let answer: unknown;
    if (url.origin === NODE) {
      const { id, method, params } = body as { id: number; method: string; params: never };
      const result = await rpc(method, params);
      if (result === UNREACHABLE) answer = result;
      else
        answer = {
          jsonrpc: "2.0",
          id,
          ...(result instanceof RpcFailure ? { error: { code: result.code, message: result.message } } : { result }),
        };
    } else if (url.origin === location.origin && url.pathname.startsWith("/idos"))
      answer = await backend(url.pathname.slice("/idos".length), body);
    else return real(input, init);
    if (answer === UNREACHABLE) throw new TypeError("Failed to fetch");
    return answer instanceof Response ? answer : new Response(JSON.stringify(answer));
  };
  return world;
}
