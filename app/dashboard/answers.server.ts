import type { AppLoadContext } from '@remix-run/node'
import { optionalPerson } from '#app/sessions.server.ts'
import { Failure } from '#lib/failure.ts'
import { SignInNeeded } from '#tenants/people/failures.ts'
import { TwoFactorNeeded } from '#tenants/registry/two-factor-failures.ts'
import { refusalOf } from '../server/refusals.ts'

/**
 * Answers a script of ours in JSON (or with the Response that `run` made itself), failures as `{error, message}` with their status: never a page, and never a redirect to
 * the sign-in form, which a script would take for an answer.
 */
export const answerScript = (context: AppLoadContext, request: Request, run: () => Promise<object> | object): Promise<Response> =>
  answerAnyScript(context, () => {
    if (!optionalPerson(context, request)) throw new SignInNeeded()
    return run()
  })

/** The same for who need not be signed in. */
export async function answerAnyScript(context: AppLoadContext, run: () => Promise<object> | object): Promise<Response> {
  try {
    const answer = await run()
    return answer instanceof Response ? answer : json(answer)
  } catch (caught) {
    // Who is signed in is redirected for one reason alone.
    const error = caught instanceof Response ? new TwoFactorNeeded() : caught
    if (!(error instanceof Failure)) context.lectern.log.error({ err: error, request: context.lectern.requestId }, 'failed')
    const { status, code, message, retryAfter } = refusalOf(error)
    return json({ error: code, message }, status, retryAfter)
  }
}

export function json(body: object, status = 200, retryAfter?: number): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      ...(retryAfter === undefined ? {} : { 'Retry-After': String(Math.ceil(retryAfter)) }),
    },
  })
}
