import { useEffect, useState } from 'react'
import { BoardState } from './board-state.ts'

const keyOf = (course: string): string => `folded ${course}`

/** The board's state; which sections are folded is remembered by this browser. */
export function useFolding(course: string): BoardState {
  const [state] = useState(() => new BoardState())
  useEffect(() => {
    const kept = localStorage.getItem(keyOf(course))
    if (kept) state.set({ folded: new Set(kept.split(' ')) })
    return state.subscribe(() => {
      const folded = [...state.now.folded].join(' ')
      if (folded !== (localStorage.getItem(keyOf(course)) ?? '')) localStorage.setItem(keyOf(course), folded)
    })
  }, [state, course])
  return state
}
