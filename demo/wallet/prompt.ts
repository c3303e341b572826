/** What the wallet asks the person, and what may be answered. Declining rejects with EIP-1193's 4001. */
import type { AccountSource } from "./account-client.ts";
import type { BurnerAccount } from "./evm-account.ts";
import type { TypedField } from "./typed-data.ts";

/** Choose an account for a site that connects. */
export interface ConnectPrompt {
  kind: "connect";
  accounts: BurnerAccount[];
}

/** Sign text; `text` is hex when the bytes are not UTF-8. */
export interface MessagePrompt {
  kind: "message";
  account: BurnerAccount;
  text: string;
}

/** Sign typed data. */
export interface TypedDataPrompt {
  kind: "typed-data";
  account: BurnerAccount;
  primaryType: string;
  domain: TypedField[];
  message: TypedField[];
}

/** The wallet's own page, opened by the person: switch, disconnect. */
export interface ManagePrompt {
  kind: "manage";
  accounts: BurnerAccount[];
  connected: string | undefined;
}

/** Everything that the wallet shows. */
export type Prompt = ConnectPrompt | MessagePrompt | TypedDataPrompt | ManagePrompt;

/** The answer: the chosen account's address for `connect` and `manage` (undefined = disconnect), nothing for signatures. */
export interface Answer {
  address?: string | undefined;
}

/** Shows prompts. */
export interface Prompter {
  /**
   * Shows one prompt until it is decided.
   * @throws ProviderError 4001 when the person declines, closes it or presses Escape
   */
  show(prompt: Prompt, create: AccountSource["create"]): Promise<Answer>;
  /** How many requests wait behind the one that is shown. */
  setWaiting(waiting: number): void;
}
