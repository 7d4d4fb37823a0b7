import { isRouteErrorResponse } from '@remix-run/react'
import { sentence } from '#app/locales/sentences.ts'

/**
 * Sends an action for a `clientAction`. What could not be sent or was refused comes back as an answer that says so, in
 * place of an error that takes the page away with what is typed into it.
 */
export async function orProblem<Answer>(send: () => Promise<Answer>, answer: (problem: string) => Answer): Promise<Answer | Response> {
  try {
    return await send()
  } catch (error) {
    // A redirect.
    if (error instanceof Response) throw error
    // As a Response, for its status (`afterSuccess`).
    return Response.json(answer(problemOf(error)), { status: 503 })
  }
}

/**
 * The `shouldRevalidate` of every route around such an action: after one that failed nothing is loaded again, which would
 * fail as well and take the page away. (Remix 2 leaves this out for fetchers unless the route says so.)
 */
export const afterSuccess = ({ actionStatus }: { actionStatus?: number }): boolean => actionStatus === undefined || actionStatus < 400

function problemOf(error: unknown): string {
  const body: unknown = isRouteErrorResponse(error) ? error.data : undefined
  const told = typeof body === 'object' && body !== null && 'message' in body ? body.message : undefined
  return typeof told === 'string' ? told : sentence('courses.unreachable')
}
