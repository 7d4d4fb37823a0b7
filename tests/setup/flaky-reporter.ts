import { relative } from 'node:path'
import type { Reporter, TestCase } from 'vitest/node'

/** Names at the end what failed first and passed then: to be looked into, as each is a mistake of the code or of its test. */
export default class FlakyReporter implements Reporter {
  readonly #flaky: TestCase[] = []

  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky) this.#flaky.push(test)
  }

  onTestRunEnd(): void {
    if (this.#flaky.length === 0) return
    process.stdout.write(`\n${this.#flaky.length} flaky\n`)
    for (const test of this.#flaky) {
      process.stdout.write(`  ${relative(process.cwd(), test.module.moduleId)} › ${test.fullName}\n`)
      for (const error of test.result().errors ?? []) process.stdout.write(`    ${error.message}\n`)
    }
  }
}
