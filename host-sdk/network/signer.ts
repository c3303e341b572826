/** Who signs for the network: a person's wallet, or a server's key. */

/** Why a signature is asked for. */
export interface SigningReason {
  for: "sign-in" | "transaction";
  /** The message as text. */
  text: string;
  /** Of a transaction: the network's action, such as `share_credential`. */
  action?: string | undefined;
  /** Of a transaction: the digest that its text holds. */
  digest?: string | undefined;
}

/** Signs sign-ins and transactions. */
export interface NetworkSigner {
  /** Kwil's signature type. */
  authType: "secp256k1_ep" | "ed25519";
  /** Kwil's account key type. */
  keyType: "secp256k1" | "ed25519";
  /** The sender: an EVM address or an Ed25519 public key, lower-case hex without `0x`. */
  identifier: string;
  /** Signs without asking anybody: a server's key. */
  unattended?: true | undefined;
  /**
   * Signs utf8 text: EIP-191, 65 bytes, for `secp256k1_ep`; raw Ed25519, 64 bytes, for `ed25519`.
   * @throws IdosError
   */
  sign(message: Uint8Array, why: SigningReason, signal?: AbortSignal): Promise<Uint8Array>;
}
