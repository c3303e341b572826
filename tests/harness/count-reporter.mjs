/** Prints `N passed, N failed` at the end; a file that fails to load counts as a failure. */
export function countReporter() {
  return {
    stop({ sessions }) {
      let passed = 0;
      let failed = 0;
      const walk = (suite) => {
        for (const test of suite?.tests ?? []) {
          if (test.skipped) continue;
          if (test.passed) passed++;
          else failed++;
        }
        for (const inner of suite?.suites ?? []) walk(inner);
      };
      for (const session of sessions) {
        walk(session.testResults);
        if (session.errors?.length || !session.testResults) failed++;
      }
      console.log(`${passed} passed, ${failed} failed`);
    },
  };
}
