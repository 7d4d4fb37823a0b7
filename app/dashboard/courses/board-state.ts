import { createContext, useContext, useSyncExternalStore } from 'react'

interface State {
  readonly selected: ReadonlySet<string>
  /** Where a range begins. */
  readonly anchor: string
  /** The lesson whose title is typed over. */
  readonly renaming: string
  readonly folded: ReadonlySet<string>
}

/**
 * What is chosen, folded and typed over on the board. It stands outside React's state, so that each row listens for itself:
 * choosing one of five hundred draws one.
 */
export class BoardState {
  #state: State = { selected: new Set(), anchor: '', renaming: '', folded: new Set() }
  readonly #listeners = new Set<() => void>()

  get now(): State {
    return this.#state
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  set(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }

  select(ids: Iterable<string>, anchor = this.#state.anchor): void {
    this.set({ selected: new Set(ids), anchor })
  }

  clear(): void {
    if (this.#state.selected.size) this.select([], '')
  }

  toggle(id: string): void {
    const selected = new Set(this.#state.selected)
    if (!selected.delete(id)) selected.add(id)
    this.select(selected, id)
  }

  /** From where the choice began to this one, in the order they stand in; what was chosen before stays. */
  extendTo(id: string, order: readonly string[]): void {
    const [from, to] = [order.indexOf(this.#state.anchor), order.indexOf(id)]
    if (from < 0) this.select([...this.#state.selected, id], id)
    else this.select([...this.#state.selected, ...order.slice(Math.min(from, to), Math.max(from, to) + 1)])
  }

  toggleFold(id: string): void {
    const folded = new Set(this.#state.folded)
    if (!folded.delete(id)) folded.add(id)
    this.set({ folded })
  }
}

const Context = createContext(new BoardState())
export const BoardStateProvider = Context.Provider
export const useBoardState = (): BoardState => useContext(Context)

/** A part of the state; its reader is drawn anew when that part changes. */
export function useBoardPart<T>(part: (state: State) => T): T {
  const board = useBoardState()
  const read = () => part(board.now)
  return useSyncExternalStore(board.subscribe, read, read)
}
