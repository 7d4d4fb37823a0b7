/**
 * Remembers answers for one turn of the event loop. The requests that a turn handles had all been sent before it began, so to
 * them what was true at its beginning is as fresh as what is true now: whoever hears of a change and asks again is in a later
 * turn. Under load one look at a file then serves all requests that came together.
 *
 * For request handlers alone, which run where sockets are read: what code elsewhere remembers could outlive a wait for events.
 */
export class ThisTurn<Key, Value extends object> {
  readonly #answers = new Map<Key, Value>()

  of(key: Key, ask: () => Value): Value {
    const known = this.#answers.get(key)
    if (known) return known
    const answer = ask()
    // The check phase comes right after the sockets of this turn.
    if (this.#answers.size === 0) setImmediate(() => this.#answers.clear())
    this.#answers.set(key, answer)
    return answer
  }
}
