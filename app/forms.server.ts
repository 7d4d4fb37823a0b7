import type { SubmissionResult } from '@conform-to/react'
import { parseWithZod } from '@conform-to/zod/v4'
import { data } from '@remix-run/node'
import type { z } from 'zod'
import { Failure } from '#lib/failure.ts'
import { packError } from './locales/sentences.ts'

type Reply = ReturnType<typeof data<SubmissionResult<string[]>>>

export type ParsedForm<T> =
  | {
      readonly ok: true
      readonly value: T /** A refusal of the core, beside the field it belongs to, with what was typed. */
      reply(failure: unknown, field?: string): Reply
    }
  | { readonly ok: false; reply(): Reply }

/** Reads and checks a form at the edge. Errors travel as keys of the catalogue; passwords are not sent back. */
export async function parseForm<S extends z.ZodObject>(request: Request, schema: S): Promise<ParsedForm<z.infer<S>>> {
  const submission = parseWithZod(await request.formData(), { schema })
  const answer = (result: SubmissionResult<string[]>, status: number): Reply => data(result, { status })
  if (submission.status !== 'success') return { ok: false, reply: () => answer(submission.reply({ hideFields: ['password'] }), 400) }
  return {
    ok: true,
    value: submission.value,
    reply(failure, field) {
      if (!(failure instanceof Failure)) throw failure
      const errors = [packError(failure)]
      return answer(
        submission.reply({ hideFields: ['password'], ...(field ? { fieldErrors: { [field]: errors } } : { formErrors: errors }) }),
        failure.status,
      )
    },
  }
}
