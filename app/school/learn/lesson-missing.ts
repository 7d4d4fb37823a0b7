import { isRouteErrorResponse } from '@remix-run/react'
import { z } from 'zod'
import { sentenceFor } from '#app/locales/sentences.ts'
import type { Failure } from '#lib/failure.ts'

const Missing = z.object({ student: z.object({ name: z.string() }).nullable() })

/** Says that a lesson is not there and, since nothing else of the page came, who is signed in. */
export const lessonMissing = (failure: Failure, student: { readonly name: string } | undefined): Response =>
  Response.json(
    { error: failure.code, message: sentenceFor(failure), student: student ? { name: student.name } : null },
    { status: failure.status, headers: { 'Cache-Control': 'private, no-store' } },
  )

/** Who is signed in, as the error knows it. */
export function studentInTrouble(error: unknown): { name: string } | null {
  const known = isRouteErrorResponse(error) ? Missing.safeParse(error.data) : undefined
  return known?.success ? known.data.student : null
}
