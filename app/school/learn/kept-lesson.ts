import { isRouteErrorResponse } from '@remix-run/react'
import type { LessonData } from './lesson-data.server.ts'

let kept: { readonly path: string; readonly data: LessonData } | undefined

/** Remembers what the page shows, for when the line is gone while it asks anew. */
export function keepLesson(path: string, data: LessonData): void {
  kept = { path, data }
}

/** What was shown last, if it is of that course. */
export const keptOfCourse = (coursePath: string): LessonData | undefined =>
  kept?.path.startsWith(`${coursePath}/`) ? kept.data : undefined

/** Whose page is shown. */
export const shownStudent = (): string | undefined => kept?.data.student?.id

/** A lost line, or a server that is being restarted, is no reason to take away the page a student is on: it stays as it was. */
export async function loadOrKept(path: string, load: () => Promise<LessonData>): Promise<LessonData> {
  try {
    return await load()
  } catch (error) {
    if (kept?.path === path && (isLostLine(error) || isInTrouble(error))) return kept.data
    throw error
  }
}

/** The server, not the student's request, is what failed. */
const isInTrouble = (error: unknown): boolean => isRouteErrorResponse(error) && error.status >= 500

/** How `fetch` says that no answer came. */
export const isLostLine = (error: unknown): boolean => error instanceof TypeError
