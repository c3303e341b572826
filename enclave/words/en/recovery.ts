/** Another wallet that may rebuild the key, or no longer. */

export const recovery = {
  add: {
    step: "Let another wallet rebuild your key",
    what: "asks to let another wallet rebuild your idOS key",
    heading: "This wallet will be able to rebuild your key",
    caution:
      "Whoever has this wallet can open everything that is encrypted to your key. Compare every character with your own wallet.",
  },
  remove: {
    step: "Stop a wallet from rebuilding your key",
    what: "asks to stop a wallet from rebuilding your idOS key",
    heading: "This wallet will no longer be able to rebuild your key",
    caution: "If it is your only other wallet and you lose the one that you use now, nobody can rebuild your key.",
  },
  signedBy: "Signed by",
  nodes: "Key nodes that will be told",
};

export const recoveryResult = {
  step: "Some key nodes did not do it",
  add: {
    what: (missing: number, all: number): string => `${missing} of ${all} key nodes did not add the wallet`,
    caution: "Until they do, this wallet may not be able to rebuild your key when other nodes are down.",
  },
  remove: {
    what: (missing: number, all: number): string => `${missing} of ${all} key nodes did not remove the wallet`,
    caution: "Until they do, this wallet can still get their parts of your key.",
  },
  done: "done",
  notDone: "not done",
  help: "Trying again asks your wallet for another signature.",
  leave: "Leave it",
  retry: "Try the missing ones again",
};
