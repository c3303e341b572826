/** Prints `N passed, N failed` at the end; an error outside of a test counts as a failure. */
import type { FullResult, Reporter, TestCase, TestResult } from "playwright/types/testReporter";

class CountReporter implements Reporter {
  readonly #outcomes = new Map<string, boolean>();
  #errors = 0;

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status !== "skipped") this.#outcomes.set(test.id, test.outcome() !== "unexpected");
  }
  onError(): void {
    this.#errors++;
  }
  onEnd(_: FullResult): void {
    const passed = [...this.#outcomes.values()].filter(Boolean).length;
    console.log(`${passed} passed, ${this.#outcomes.size - passed + this.#errors} failed`);
  }
  printsToStdio(): boolean {
    return false;
  }
}

// Playwright loads reporters by their default export.
export { CountReporter as default };
