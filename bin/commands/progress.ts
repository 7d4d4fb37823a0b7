interface Terminal {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

const WIDTH = 24

/**
 * How far a long command has come: on a terminal one line that is written over, elsewhere (a pipe, a log) nothing but the notes.
 * It goes to stderr, so that what the command answers stays clean.
 */
export class Progress {
  #done = 0

  constructor(
    private readonly total: number,
    private readonly terminal: Terminal = process.stderr,
  ) {}

  /** One more is done. @param note a line that stays, of what somebody has to know */
  step(name: string, note?: string): void {
    this.#done++
    this.#erase()
    if (note !== undefined) this.terminal.write(`${name}  ${note}\n`)
    if (!this.terminal.isTTY) return
    const filled = Math.round((WIDTH * this.#done) / Math.max(1, this.total))
    const line = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${this.#done}/${this.total}  ${name}`
    this.terminal.write(line.slice(0, (this.terminal.columns ?? 80) - 1))
  }

  end(): void {
    this.#erase()
  }

  #erase(): void {
    // Back to the first column, and everything after it away.
    if (this.terminal.isTTY) this.terminal.write('\r\u001b[K')
  }
}
