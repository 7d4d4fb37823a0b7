/** What a form about a saved list hears. */
export interface ListAnswer {
  /** Which form it answers. */
  readonly list: 'save-list' | 'rename-list' | 'remove-list'
  readonly done: string | null
  /** Takes it back: sent to the list of that query. */
  readonly undo: { readonly query: string; readonly fields: Readonly<Record<string, string>> } | null
  readonly problem: string | null
  readonly status: number
}

export const isListAnswer = (answer: object | null | undefined): answer is ListAnswer => Boolean(answer && 'list' in answer)

/** What a list asks for, as its address says it. Nothing is left out by order: the same list has the same query. */
export const queryOf = (parts: Readonly<Record<string, string | undefined>>): string =>
  new URLSearchParams(Object.entries(parts).filter((pair): pair is [string, string] => Boolean(pair[1]))).toString()
