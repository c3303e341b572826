/** An order of a card, as Acme's server tells its page. */

/** `waiting`: the grant was not seen on the network yet. */
export interface OrderStatus {
  status: "waiting" | "ordered" | "refused";
  /** Why it was refused. */
  reasons: string[];
}
