/** axe-core in the test's page. */

declare global {
  interface Window {
    axe?: {
      run(
        node: Node,
        options: object,
      ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
    };
  }
}

async function loadAxe(): Promise<NonNullable<Window["axe"]>> {
  if (!window.axe) {
    const script = document.createElement("script");
    script.src = new URL("../../node_modules/axe-core/axe.min.js", import.meta.url).href;
    await new Promise((resolve, reject) => {
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  }
  if (!window.axe) throw new Error("axe is not there");
  return window.axe;
}

/** What axe finds in an element, one line for each. Animations that end are ended first: half faded is no contrast. */
export async function violations(element: Element): Promise<string[]> {
  const axe = await loadAxe();
  for (const animation of [...(element.shadowRoot ?? document).getAnimations()])
    if (animation.effect?.getComputedTiming().iterations !== Infinity) animation.finish();
  const result = await axe.run(element, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    rules: { region: { enabled: false } },
  });
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}
