import { createContext, type KeyboardEvent, useContext } from 'react'
import type { CurriculumChange, Sections } from './curriculum-changes.ts'

export type Kind = 'lesson' | 'section'

/** What every row may need. It stays the same object for the life of the board, so that rows are drawn anew for their own sake only. */
export interface BoardActions {
  readonly school: string
  readonly course: string
  /** Where forms go that are sent without script, and where they come back to. */
  readonly action: string
  readonly page: string
  /** `made` is told the ids of copies, sections and lessons for videos, once there are any. */
  change(change: CurriculumChange, made?: (ids: readonly string[]) => void): void
  /** One step up or down, over the edge of a section too. */
  step(kind: Kind, id: string, step: -1 | 1): void
  remove(kind: Kind, id: string, title: string): void
  duplicate(kind: Kind, id: string, title: string): void
  /** Opens the dialog for videos, or for a folder of them; without a section they get a new one. */
  chooseVideos(section: string | undefined, asFolder: boolean): void
  /** The curriculum as it shows now. */
  sections(): Sections
  onHandleKey(event: KeyboardEvent, kind: Kind, id: string, title: string): void
  onHandleBlur(id: string): void
}

const BoardContext = createContext<BoardActions | null>(null)
export const BoardProvider = BoardContext.Provider

export class NoBoard extends Error {
  readonly code = 'no_board'
  constructor() {
    super('rows of a curriculum need their board around them')
  }
}

export function useBoard(): BoardActions {
  const board = useContext(BoardContext)
  if (!board) throw new NoBoard()
  return board
}

export const handleId = (id: string): string => `move-${id}`
/** The lines that are typed into. */
export const addLessonId = (section: string): string => `add-${section}`
export const ADD_SECTION = 'add-section'
export const HOW_TO_MOVE = 'how-to-move'
