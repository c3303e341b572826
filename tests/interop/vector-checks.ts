/**
 * The frozen vectors of `tests/vectors/` as named checks, without any API of Node: the same checks run in Node
 * and in a browser's worker.
 */
import { boxPublicKey, open, sealWith } from "../../enclave/crypto/box.ts";
import { fromBase64, fromHex, toBase64, toHex, utf8 } from "../../enclave/crypto/bytes.ts";
import { type TypedData, type TypedField, typedDataDigest } from "../../enclave/crypto/eip712.ts";
import {
  checksumAddress,
  evmAddress,
  recoverAddress,
  signDigest,
  signPersonalMessage,
} from "../../enclave/crypto/evm.ts";
import { contentHash } from "../../enclave/crypto/hash.ts";
import { deriveKey, type KdfId } from "../../enclave/crypto/kdf.ts";
import { combineShares, commitment, splitForNodes, unblind } from "../../enclave/crypto/shares.ts";
import * as actions from "../../enclave/kwil/actions.ts";
import { decodeCall, decodeExecute, encodeCall, encodeExecute } from "../../enclave/kwil/payload.ts";
import { payloadDigest, signInText, transactionText } from "../../enclave/kwil/texts.ts";

/** One check: resolves when it holds, throws saying what differs when not. */
export interface VectorCheck {
  name: string;
  run(): Promise<void> | void;
}

function same(actual: unknown, expected: unknown, what: string): void {
  const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== e) throw new Error(`${what}: got ${a?.slice(0, 200)}, expected ${e?.slice(0, 200)}`);
}

/** An entry of `kdf.json`. */
export interface KdfVector {
  kdf: string;
  password: string;
  userId: string;
  secretKey: string;
  publicKey: string;
}

/** `kdf.json`: password → secret key → public key. */
export function kdfChecks(vectors: readonly KdfVector[]): VectorCheck[] {
  return vectors.map((v, i) => ({
    name: `kdf ${i}: ${v.kdf}`,
    async run() {
      const key = await deriveKey(v.kdf as KdfId, v.password, v.userId);
      same(toHex(key), v.secretKey, "secret key");
      same(toBase64(boxPublicKey(key)), v.publicKey, "public key");
    },
  }));
}

/** An entry of `box.json`. */
export interface BoxVector {
  recipientSecretKey: string;
  recipientPublicKey: string;
  encryptorPublicKey: string;
  ephemeralSecretKey: string;
  /** Left out of the longest vector, which `contentHash` pins. */
  plaintextHex?: string;
  plaintextLength: number;
  contentHash: string;
  content: string;
}

/** `box.json`: boxes open, and sealing with the same key and nonce gives the same bytes. */
export function boxChecks(vectors: readonly BoxVector[]): VectorCheck[] {
  return vectors.map((v, i) => ({
    name: `box ${i}: ${v.plaintextLength} bytes`,
    run() {
      const secretKey = fromHex(v.recipientSecretKey);
      const content = fromBase64(v.content);
      same(toBase64(boxPublicKey(secretKey)), v.recipientPublicKey, "recipient's public key");
      const plaintext = open(content, fromBase64(v.encryptorPublicKey), secretKey);
      same(plaintext.length, v.plaintextLength, "length");
      if (v.plaintextHex !== undefined) same(toHex(plaintext), v.plaintextHex, "plaintext");
      same(contentHash(plaintext), v.contentHash, "content hash");
      const sealed = sealWith(
        plaintext,
        fromBase64(v.recipientPublicKey),
        fromHex(v.ephemeralSecretKey),
        content.subarray(0, 24),
      );
      same(toBase64(sealed.content), v.content, "sealed content");
      same(toBase64(sealed.encryptorPublicKey), v.encryptorPublicKey, "encryptor's public key");
    },
  }));
}

interface SignedValue {
  value: Record<string, string | number | string[]>;
  digest: string;
  signature: string;
}

/** An entry of `mpc.json`. */
export interface MpcVector {
  nodes: number;
  threshold: number;
  contract: string;
  domain: { name: string; version: string; verifyingContract: string };
  userId: string;
  secret: string;
  walletPrivateKey: string;
  walletAddress: string;
  sharesHex: string[];
  blindedHex: string[];
  upload: SignedValue;
  download: SignedValue & {
    ephemeralSecretKey: string;
    nodeAnswerForShare0: { encrypted_share: string; public_key: string; nonce: string };
  };
  addAddress: SignedValue;
  removeAddress: SignedValue;
  derived: { secretKeyHex: string; publicKey: string };
}

const MPC_TYPES: Record<"upload" | "download" | "addAddress" | "removeAddress", [string, TypedField[]]> = {
  upload: [
    "UploadSignatureMessage",
    [
      { name: "share_commitments", type: "bytes32[]" },
      { name: "recovering_addresses", type: "string[]" },
    ],
  ],
  download: [
    "DownloadSignatureMessage",
    [
      { name: "recovering_address", type: "string" },
      { name: "timestamp", type: "uint64" },
      { name: "public_key", type: "bytes32" },
    ],
  ],
  addAddress: [
    "AddAddressSignatureMessage",
    [
      { name: "recovering_address", type: "string" },
      { name: "address_to_add", type: "string" },
      { name: "timestamp", type: "uint64" },
    ],
  ],
  removeAddress: [
    "RemoveAddressSignatureMessage",
    [
      { name: "recovering_address", type: "string" },
      { name: "address_to_remove", type: "string" },
      { name: "timestamp", type: "uint64" },
    ],
  ],
};

/** The typed data of one of the four messages of the MPC nodes. */
export function mpcTypedData(
  kind: keyof typeof MPC_TYPES,
  vector: Pick<MpcVector, "domain">,
  message: SignedValue["value"],
): TypedData {
  const [primaryType, fields] = MPC_TYPES[kind];
  return { domain: vector.domain, types: { [primaryType]: fields }, primaryType, message };
}

function* subsets(n: number, size: number, from = 0): Generator<number[]> {
  if (size === 0) yield [];
  else for (let i = from; i <= n - size; i++) for (const rest of subsets(n, size - 1, i + 1)) yield [i, ...rest];
}

/** `mpc.json`: shares, commitments, EIP-712 digests and signatures, a node's answer, the derived key. */
export function mpcChecks(vectors: readonly MpcVector[]): VectorCheck[] {
  return vectors.flatMap((v, i) => [
    {
      name: `mpc ${i}: any ${v.threshold} shares rebuild the secret`,
      async run() {
        const shares = v.sharesHex.map((hex, index) => ({ index, share: fromHex(hex) }));
        for (const subset of subsets(v.nodes, v.threshold)) {
          const chosen = subset.flatMap((n) => shares[n] ?? []);
          same(new TextDecoder().decode(await combineShares(chosen)), v.secret, `shares ${subset.join()}`);
        }
        const own = await splitForNodes(utf8(v.secret), v.nodes, v.threshold);
        same(own.length, v.nodes, "own shares");
        const rebuilt = await combineShares(
          own.slice(-v.threshold).map((share, n) => ({ index: v.nodes - v.threshold + n, share })),
        );
        same(new TextDecoder().decode(rebuilt), v.secret, "own shares rebuilt");
      },
    },
    {
      name: `mpc ${i}: commitments`,
      run() {
        const blinded = v.blindedHex.map((hex) => fromHex(hex));
        same(
          blinded.map((b) => `0x${toHex(commitment(b))}`),
          v.upload.value["share_commitments"],
          "commitments",
        );
        same(
          blinded.map((b) => toHex(unblind(b))),
          v.sharesHex,
          "shares",
        );
      },
    },
    ...(["upload", "download", "addAddress", "removeAddress"] as const).map((kind) => ({
      name: `mpc ${i}: EIP-712 ${kind}`,
      run() {
        const digest = typedDataDigest(mpcTypedData(kind, v, v[kind].value));
        same(`0x${toHex(digest)}`, v[kind].digest, "digest");
        same(`0x${toHex(signDigest(digest, fromHex(v.walletPrivateKey)))}`, v[kind].signature, "signature");
        same(recoverAddress(digest, fromHex(v[kind].signature)), v.walletAddress, "recovered address");
      },
    })),
    {
      name: `mpc ${i}: a node's answer opens to the blinded share`,
      run() {
        const { encrypted_share, public_key, nonce } = v.download.nodeAnswerForShare0;
        const content = fromHex(nonce + encrypted_share.slice(2));
        same(
          `0x${toHex(boxPublicKey(fromHex(v.download.ephemeralSecretKey)))}`,
          v.download.value["public_key"],
          "ephemeral key",
        );
        const opened = open(content, fromHex(public_key), fromHex(v.download.ephemeralSecretKey));
        same(toHex(opened), v.blindedHex[0], "share");
      },
    },
    {
      name: `mpc ${i}: secret → key, wallet → address, contract → domain`,
      async run() {
        const key = await deriveKey("scrypt-v0.1", v.secret, v.userId);
        same(toHex(key), v.derived.secretKeyHex, "secret key");
        same(toBase64(boxPublicKey(key)), v.derived.publicKey, "public key");
        same(evmAddress(fromHex(v.walletPrivateKey)), v.walletAddress, "address");
        same(`0x${v.contract.slice(2)}`, v.domain.verifyingContract, "verifyingContract");
      },
    },
  ]);
}

/** `kwil.json`. */
export interface KwilVectors {
  privateKey: string;
  address: string;
  chainId: string;
  inputs: {
    has_profile: [string];
    get_access_grants_granted: [null, number, number];
    share_credential: (string | number)[];
  };
  exchanges: {
    label: string;
    requests: { method: string; params: Record<string, unknown> }[];
    signed: { text: string; signature: string }[];
  }[];
}

interface VectorTransaction {
  signature: { sig: string | null };
  body: { desc: string; payload: string; fee: string; nonce: number; chain_id: string };
  sender: string;
}

function named<A extends actions.Action>(action: A, values: readonly unknown[]): actions.Arguments<A> {
  return Object.fromEntries(
    action.inputs.map((spec, i) => [spec.split(":")[0], values[i] ?? null]),
  ) as actions.Arguments<A>;
}

/** `kwil.json`: payloads, texts and signatures byte for byte, and read back. */
export function kwilChecks(vectors: KwilVectors): VectorCheck[] {
  const key = fromHex(vectors.privateKey);
  const find = (label: string, method: string): Record<string, unknown> => {
    const request = vectors.exchanges.find((e) => e.label.includes(label))?.requests.find((r) => r.method === method);
    if (!request) throw new Error(`no ${method} under ${label}`);
    return request.params;
  };
  const signed = (label: string): { text: string; signature: string } => {
    const entry = vectors.exchanges.find((e) => e.label.includes(label))?.signed[0];
    if (!entry) throw new Error(`nothing signed under ${label}`);
    return entry;
  };
  const callPayload = (label: string): string => (find(label, "user.call")["body"] as { payload: string }).payload;
  const transaction = (label: string): VectorTransaction => find(label, "user.broadcast")["tx"] as VectorTransaction;

  const execution = <A extends actions.Action>(action: A, values: readonly unknown[]): VectorCheck => ({
    name: `kwil: ${action.name} as a transaction`,
    run() {
      const tx = transaction(action.name);
      const payload = encodeExecute(action, named(action, values));
      same(toBase64(payload), tx.body.payload, "payload");
      const text = transactionText({
        description: action.description,
        payload,
        fee: tx.body.fee,
        nonce: tx.body.nonce,
        chainId: tx.body.chain_id,
      });
      same(text, signed(action.name).text, "text");
      const signature = signPersonalMessage(text, key);
      same(signature, signed(action.name).signature, "signature");
      same(toBase64(fromHex(signature)), tx.signature.sig, "signature on the wire");
      same(text.includes(payloadDigest(payload)), true, "digest in the text");
      const decoded = decodeExecute(payload);
      same([decoded.namespace, decoded.action], ["main", action.name], "decoded head");
      same(
        decoded.batches[0]?.map((v) => v.value),
        values,
        "decoded arguments",
      );
    },
  });
  const call = <A extends actions.Action>(action: A, values: readonly unknown[]): VectorCheck => ({
    name: `kwil: ${action.name} as a call`,
    run() {
      const payload = encodeCall(action, named(action, values));
      same(toBase64(payload), callPayload(action.name), "payload");
      const decoded = decodeCall(payload);
      same([decoded.namespace, decoded.action], ["main", action.name], "decoded head");
      same(
        decoded.batches[0]?.map((v) => v.value),
        values,
        "decoded arguments",
      );
      same(
        decoded.batches[0]?.map((v) => v.type),
        action.inputs.map((i) => i.split(":")[1]),
        "decoded types",
      );
    },
  });

  return [
    call(actions.hasProfile, vectors.inputs.has_profile),
    call(actions.getAccessGrantsGranted, vectors.inputs.get_access_grants_granted),
    execution(actions.shareCredential, vectors.inputs.share_credential),
    execution(actions.revokeAccessGrant, [vectors.inputs.share_credential[0]]),
    {
      name: "kwil: sign-in text, signature and sender",
      run() {
        const entry = signed("sign-in");
        const field = (label: string): string => new RegExp(`^${label}: (.*)$`, "m").exec(entry.text)?.[1] ?? "";
        const text = signInText({
          domain: entry.text.split(" wants you")[0] ?? "",
          statement: entry.text.split("\n")[2] ?? "",
          uri: field("URI"),
          version: field("Version"),
          chain_id: vectors.chainId,
          nonce: field("Nonce"),
          issue_at: field("Issue At"),
          expiration_time: field("Expiration Time"),
        });
        same(text, entry.text, "text");
        same(signPersonalMessage(text, key), entry.signature, "signature");
        const authn = find("sign-in", "kgw.authn") as { sender: string; signature: { sig: string } };
        same(toBase64(fromHex(entry.signature)), authn.signature.sig, "signature on the wire");
        same(authn.sender, vectors.address.slice(2).toLowerCase(), "sender");
        same(checksumAddress(fromHex(authn.sender)), evmAddress(key), "address");
      },
    },
  ];
}

/** `kwil-actions.json`: every action of the schema, its inputs in wire order. */
export function actionChecks(vectors: Readonly<Record<string, readonly string[]>>): VectorCheck[] {
  const declared = new Map(Object.values(actions).map((action) => [action.name, action]));
  return [
    { name: "actions: names", run: () => same([...declared.keys()].sort(), Object.keys(vectors).sort(), "names") },
    ...Object.entries(vectors).map(([name, inputs]) => ({
      name: `actions: ${name}`,
      run: () => same(declared.get(name)?.inputs, inputs, "inputs"),
    })),
  ];
}
