/** What the back offices of both dApps say to their operators. */
export const words = {
  title: "Back office",
  enterToken: (firm: string): string => `Enter the operator’s token. It was printed where ${firm} was started.`,
  token: "Operator token",
  signIn: "Sign in",
  signOut: "Sign out",
  lookAgain: "Look again",
  lookLater: (problem: string): string => `${problem}. Look again in a moment.`,
};
