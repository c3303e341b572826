/** Watches whether the end of what must be read has come into view. */

/** A watch on an end marker. */
export interface EndWatch {
  /** The content changed: its end must be seen again. */
  again(): void;
  stop(): void;
}

/**
 * Calls back once the marker is in view, clipped by whatever scrolls around it. A text that fits without scrolling is
 * in view at once.
 * @param marker stands after the last thing to be read; must have a size
 */
export function watchEnd(marker: Element, onSeen: () => void): EndWatch {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.unobserve(marker);
    onSeen();
  });
  observer.observe(marker);
  return {
    again() {
      // Observing anew reports the present state in the next frame.
      observer.unobserve(marker);
      observer.observe(marker);
    },
    stop: () => observer.disconnect(),
  };
}
