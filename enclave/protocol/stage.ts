/** Where a call stands while it is under way: the one list from which page, frame and window take theirs. */

/**
 * Every stage, and who tells the person of it: the page (SDK events, the Isle's waiting words), the enclave's frame (its
 * line), or the enclave's window (its progress screen). Each of them has words for all of its stages, or does not compile.
 */
interface Told {
  /** The person has to press the frame's button. */
  click: "page";
  /** The person goes on in the window. */
  window: "page" | "frame";
  /** A wallet is asked for a signature. */
  wallet: "page" | "frame";
  /** The network is asked whether there is a key. */
  checking: "window";
  /** A key is made or found, from a password or from the nodes' shares. */
  deriving: "frame" | "window";
  /** The key nodes are asked. */
  nodes: "page" | "frame" | "window";
  /** Credentials are opened to be shown. */
  opening: "window";
  /** Credentials are opened and compared with what is asked for. */
  matching: "window";
  /** The copy is encrypted for whoever gets it. */
  sealing: "window";
}

/** A stage of a call. */
export type Stage = keyof Told;

/** The stages of which one of them tells. */
export type StageFor<Teller extends Told[Stage]> = {
  [S in Stage]: Teller extends Told[S] ? S : never;
}[Stage];

const PAGE: { [S in StageFor<"page">]: S } = { click: "click", window: "window", wallet: "wallet", nodes: "nodes" };

/** The stages that a page is told of. */
export const PAGE_STAGES = /* @__PURE__ */ Object.values(PAGE);
