/**
 * A device with a passkey, in place of the browser's: the same one in every window, which a virtual authenticator is
 * not, and it can be kept waiting for the person's finger. What it answers is made up; the unlocking with it is not.
 */
import type { BrowserContext } from "playwright/test";

/** The device. */
export interface DeviceDouble {
  /** From now on nobody touches it. */
  leave(): void;
  /** Somebody touches it, now and whenever it asks. */
  touch(): void;
}

/** Gives the device to every window that the context opens. */
export async function addDevice(context: BrowserContext): Promise<DeviceDouble> {
  let touched = Promise.resolve();
  let touch = (): void => undefined;
  await context.exposeFunction("untilTouched", () => touched);
  await context.addInitScript(() => {
    if (!("PublicKeyCredential" in globalThis)) return;
    const { untilTouched } = globalThis as unknown as { untilTouched(): Promise<void> };
    const rawId = new Uint8Array(32).fill(7);
    const answer = async (salt: BufferSource | undefined): Promise<PublicKeyCredential> => {
      await untilTouched();
      const first = salt && (await crypto.subtle.digest("SHA-256", salt));
      return Object.create(PublicKeyCredential.prototype, {
        rawId: { value: rawId.buffer },
        getClientExtensionResults: { value: () => ({ prf: { enabled: true, results: first && { first } } }) },
      }) as PublicKeyCredential;
    };
    navigator.credentials.create = (options) => answer(options?.publicKey?.extensions?.prf?.eval?.first);
    navigator.credentials.get = (options) =>
      answer(Object.values(options?.publicKey?.extensions?.prf?.evalByCredential ?? {})[0]?.first);
    PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable = () => Promise.resolve(true);
  });
  return {
    leave: () => void (touched = new Promise((resolve) => (touch = resolve))),
    touch: () => touch(),
  };
}
