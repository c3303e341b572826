/** Where the card opens: on the side of the pill that has room. */

/** Places a card by attributes and by how much room it has. */
export function placeCard(card: HTMLElement, pill: HTMLElement): void {
  const { top, bottom, left, right } = pill.getBoundingClientRect();
  const { innerWidth, innerHeight } = window;
  const above = top > innerHeight - bottom && innerHeight - bottom < 420;
  const alignsLeft = innerWidth - left >= right;
  const startsLeft = getComputedStyle(card).direction === "ltr";
  card.dataset["side"] = above ? "above" : "below";
  card.dataset["align"] = alignsLeft === startsLeft ? "start" : "end";
  card.style.setProperty("--_room", `${Math.max(360, Math.min(720, (above ? top : innerHeight - bottom) - 24))}px`);
}
