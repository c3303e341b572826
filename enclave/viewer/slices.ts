/** Work in slices, so that however much there is to draw, the page goes on answering. */

/** Gives everything else its turn. Not by a timer, whose nested ones wait 4 ms each, nor by a frame, which may not come. */
export function nextTurn(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
