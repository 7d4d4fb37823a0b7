import type { LessonData } from './lesson-data.server.ts'

let kept: { readonly path: string; readonly data: LessonData } | undefined

/** Remembers what the page shows, for when the line is gone while it asks anew. */
export function keepLesson(path: string, data: LessonData): void {
  kept = { path, data }
}

/** A lost line is no reason to take away the page a student is on: it stays as it was. */
export async function loadOrKept(path: string, load: () => Promise<LessonData>): Promise<LessonData> {
  try {
    return await load()
  } catch (error) {
    if (kept?.path === path && isLostLine(error)) return kept.data
    throw error
  }
}

/** How `fetch` says that no answer came. */
export const isLostLine = (error: unknown): boolean => error instanceof TypeError
