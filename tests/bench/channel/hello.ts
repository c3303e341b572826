/** Notes, in the enclave's frame, when its window said its first word: until then a person and the browser were busy. */
addEventListener(
  "message",
  ({ data }) => {
    if (data?.type === "idos-window:hello")
      Object.assign(globalThis, { hello: performance.timeOrigin + performance.now() });
  },
  { capture: true },
);
