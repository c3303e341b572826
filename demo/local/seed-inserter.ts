/** What the network's owner does once on a real network: permits an inserter and its delegates. */
import { addDelegateAsOwner, addInserterAsOwner, type Action, type Arguments } from "../../enclave/kwil/actions.ts";
import { createNetwork } from "../../host-sdk/network/network.ts";
import { evmSigner } from "../../host-sdk/server/shared/signers.ts";
import { isIdosError } from "../../host-sdk/server/index.ts";

/** An inserter as the network knows it. */
export interface Inserter {
  id: string;
  name: string;
  /** Identifiers that act for it: wallet addresses, Ed25519 keys in hex. */
  delegates: string[];
}

/**
 * Permits the inserter. What is there already stays as it is, so that every start may do it.
 * @param node the storage node's URL
 * @param owner secp256k1 secret key of the network's owner
 */
export async function seedInserter(node: string, owner: Uint8Array, { id, name, delegates }: Inserter): Promise<void> {
  const network = createNetwork({ node, signer: evmSigner(owner) });
  async function once<A extends Action>(action: A, args: Arguments<A>): Promise<void> {
    try {
      await network.execute(action, args);
    } catch (error) {
      if (!isIdosError(error, "NETWORK_CONFLICT")) throw error;
    }
  }
  await once(addInserterAsOwner, { id, name });
  for (const address of delegates) await once(addDelegateAsOwner, { address, inserter_id: id });
}
