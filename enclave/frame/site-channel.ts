/** Speaks to the frames of the same site in other tabs. Where the browser refuses the channel, each tab is on its own. */

/** What tabs tell each other. */
export type SiteMessage =
  /** The person locked the key. */
  | { type: "lock"; disconnect: boolean }
  /** The person did something in the window. */
  | { type: "active" };

/** An open channel. */
export interface SiteChannel {
  post(message: SiteMessage): void;
}

/**
 * Opens it.
 * @param site the client's origin: without partitioning all sites would share one channel
 */
export function openSiteChannel(site: string, onMessage: (message: SiteMessage) => void): SiteChannel {
  try {
    // Firefox throws here where storage is blocked.
    const channel = new BroadcastChannel(`idos-enclave:${site}`);
    channel.addEventListener("message", ({ data }: MessageEvent<SiteMessage>) => onMessage(data));
    return { post: (message) => channel.postMessage(message) };
  } catch {
    return { post: () => {} };
  }
}
