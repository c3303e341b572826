/** What the network's owner does once on a real network: permits an inserter and its delegate, the issuer key. */
import { addDelegateAsOwner, addInserterAsOwner, type Action, type Arguments } from "../../enclave/kwil/actions.ts";
import { IdosError } from "../../enclave/protocol/errors.ts";
import { createNetwork } from "../../host-sdk/network/network.ts";
import { evmSigner } from "../../host-sdk/server/shared/signers.ts";
import { isIdosError, publicKeys, type KeySource } from "../../host-sdk/server/index.ts";

/** An inserter as the network knows it. */
export interface Inserter {
  id: string;
  name: string;
  /** The server's, of which the issuer key acts for it. */
  keys: KeySource;
}

/**
 * Permits the inserter. What is there already stays as it is, so that every start may do it.
 * @param node the storage node's URL
 * @param owner secp256k1 secret key of the network's owner
 * @throws IdosError `INVALID_ARGUMENT` when the keys have no issuer's: a wallet is nobody's delegate on idOS
 */
export async function seedInserter(node: string, owner: Uint8Array, { id, name, keys }: Inserter): Promise<void> {
  const { issuerPublicKey: address } = publicKeys(keys);
  if (address === undefined)
    throw new IdosError(
      "INVALID_ARGUMENT",
      "keys.issuer: missing; a server writes profiles by it (npx idos-isle keys --issuer)",
    );
  const network = createNetwork({ node, signer: evmSigner(owner) });
  async function once<A extends Action>(action: A, args: Arguments<A>): Promise<void> {
    try {
      await network.execute(action, args);
    } catch (error) {
      if (!isIdosError(error, "NETWORK_CONFLICT")) throw error;
    }
  }
  await once(addInserterAsOwner, { id, name });
  await once(addDelegateAsOwner, { address, inserter_id: id });
}
