/** All that the burner wallet says to people. */
export const words = {
  /** As wallets are listed by it. */
  listed: "Burner wallet (demo)",
  name: "Burner wallet",
  gist: "Demo wallet, keys lie on this computer",
  titles: {
    connect: "Connect with this site",
    message: "Sign a message",
    "typed-data": "Sign typed data",
    manage: "Your accounts",
  },
  waiting: (count: number): string => `${count} more waiting`,
  connecting: "The site will see the account that you choose. Every signature is asked for on its own.",
  message: "Message",
  data: "Data to be signed",
  contract: "Asked by contract",
  account: "Account",
  noAccount: "No account yet. Make one; it costs nothing.",
  newAccount: "New account",
  notMade: "No new account could be made: is the demo still running?",
  decline: "Decline",
  connect: "Connect",
  close: "Close",
  disconnect: "Disconnect",
  switch: "Switch account",
  approve: "Approve",
};
