/**
 * What the enclave is compared with: a blank page on another site that answers over a comlink port, and idOS's own way,
 * tweetnacl on the frame's main thread behind a cloned `postMessage` per call.
 */
import { expose, transfer } from "comlink";
import nacl from "tweetnacl";

/** Served over the port. */
export interface BareApi {
  ping(): string;
  echo(bytes: Uint8Array): Uint8Array;
}

/** A call in idOS's form, with a port for its answer. */
export type IdosCall =
  | { decrypt: { fullMessage: Uint8Array; senderPublicKey: Uint8Array } }
  | { encrypt: { message: Uint8Array; receiverPublicKey: Uint8Array } };

let secretKey = new Uint8Array(32);

function answer(call: IdosCall): unknown {
  if ("decrypt" in call) {
    const { fullMessage, senderPublicKey } = call.decrypt;
    return nacl.box.open(fullMessage.slice(24), fullMessage.slice(0, 24), senderPublicKey, secretKey);
  }
  const { message, receiverPublicKey } = call.encrypt;
  const { publicKey, secretKey: ephemeral } = nacl.box.keyPair();
  const nonce = nacl.randomBytes(24);
  const sealed = nacl.box(message, nonce, receiverPublicKey, ephemeral);
  const content = new Uint8Array(nonce.length + sealed.length);
  content.set(nonce);
  content.set(sealed, nonce.length);
  return { content, encryptorPublicKey: publicKey };
}

addEventListener("message", ({ data, ports: [port] }: MessageEvent<{ serve: Uint8Array } | IdosCall>) => {
  if (!port) return;
  if ("serve" in data) {
    secretKey = data.serve as Uint8Array<ArrayBuffer>;
    const api: BareApi = { ping: () => "pong", echo: (bytes) => transfer(bytes, [bytes.buffer]) };
    expose(api, port);
  } else port.postMessage(answer(data));
});
parent.postMessage("bare: ready", "*");
