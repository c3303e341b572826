/** English, for the frame: one line at a time. */
export const enFrame = {
  /** The window opens with the button. */
  open: "Your idOS window opens. Check its address.",
  goOn: "Continue in your idOS window",
  elsewhere: "Another tab of this site is asking you already. Finish there first.",
  /** What is waited for. */
  window: "Waiting for you in your idOS window",
  wallet: "Approve in your wallet",
  deriving: "Making your key",
  nodes: (done: number, total: number, failed: number): string =>
    `Key nodes: ${done} of ${total} done${failed ? `, ${failed} failed` : ""}`,
  /** Names of the bar: for the nodes, and where nothing is counted. */
  bar: "Key nodes",
  busy: "Working",
  /** Brings the window to the front. */
  focus: "Bring it back",
  viewing: "Your credentials are open in your idOS window.",
  /** While it views, a call is held that needs the window too. */
  held: "Something else waits for you. Your idOS window goes on with it.",
  locking: "In less than a minute your idOS key locks itself.",
  left: (seconds: number): string => `Your idOS key locks in ${seconds} s.`,
  stay: "Stay unlocked",
  lock: "Lock now",
  cancel: "Cancel",
  close: "Close",
  declineAll: (count: number): string => `Decline all ${count} requests`,
};
