/** Buttons of several screens. */
export const actions = {
  allow: "Allow",
  decline: "Decline",
  cancel: "Cancel",
  close: "Close",
  back: "Back",
  unlock: "Unlock",
  keepIt: "Keep it",
  lockNow: "Lock now",
  stayUnlocked: "Stay unlocked",
  saveAsJson: "Save as a JSON file",
  /** The key that does what the first button does. */
  escapeKey: "Esc",
};
