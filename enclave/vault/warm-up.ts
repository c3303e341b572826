/**
 * A new thread runs a program's first megabyte several times as slowly as its later ones. So while the window opens, one
 * that is to open credentials does once what it is there for, with a box of its own that holds nothing: what follows is
 * not sooner or later by anything of a person's.
 */
import { toBase64 } from "../crypto/bytes.ts";
import { boxPublicKey } from "../crypto/box.ts";
import { openCandidates } from "./candidates.ts";
import { prepareCopy, sealCopy, sharePayload } from "./sealed-copy.ts";

/** Bytes of its text: enough for the engine to take what it runs for hot. */
const SIZE = 250_000;

/** Opens a credential of nobody, and seals it again. Never throws. */
export async function warmUp(): Promise<void> {
  const secretKey = crypto.getRandomValues(new Uint8Array(32));
  const consumer = { walletIdentifier: "", encryptionPublicKey: toBase64(boxPublicKey(secretKey)) };
  const text = new TextEncoder().encode(`{"a":"${"0".repeat(SIZE)}"}`);
  const id = crypto.randomUUID();
  try {
    for (let i = 0; i < 2; i++) {
      const { content, encryptorPublicKey } = await sealCopy(await prepareCopy(consumer), text);
      const candidate = { id, publicNotes: "", issuerAuthPublicKey: "", content, encryptorPublicKey };
      const { opened } = await openCandidates([candidate], secretKey, new AbortController().signal);
      if (!opened[0]) return;
      const copy = await sealCopy(await prepareCopy(consumer), opened[0].plaintext);
      await sharePayload({ copyId: id, credentialId: id, consumer, copy, lockedUntil: 0 });
    }
  } catch {
    // What fails here fails again where it is told.
  }
}
