/** What is waited for. */
export const progress = {
  checking: {
    step: "Looking whether you have a key",
    sentence: "The idOS network is asked whether you have a key already.",
  },
  deriving: { step: "Working on your key", sentence: "Your key is being computed. This takes a few seconds." },
  opening: { step: "Opening your credentials", sentence: "Your credentials are opened, on this device only." },
  matching: {
    step: "Looking through your credentials",
    sentence: "Your credentials are opened and compared with what is asked for, on this device only.",
  },
  nodes: { step: "Asking the key nodes", sentence: "The key nodes are being asked. This takes a few seconds." },
  sealing: { step: "Encrypting the copy", sentence: "The copy is being encrypted for whoever gets it." },
};
