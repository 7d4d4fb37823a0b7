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

/** None of our forms sends this: somebody else's, or one of an older page. */
export class RequestUnreadable extends Failure {
  constructor() {
    super('server.malformed_request', 400)
  }
}

/** Reads what no person typed, such as which button was pressed. @throws RequestUnreadable */
export async function readForm<S extends z.ZodType>(request: Request, schema: S): Promise<z.infer<S>> {
  const read = schema.safeParse(Object.fromEntries(await request.formData()))
  if (!read.success) throw new RequestUnreadable()
  return read.data
}

/** Never sent back. */
const SECRET = ['password', 'newPassword', 'current'] as const

/** Reads and checks a form at the edge. Errors travel as keys of the catalogue; passwords are not sent back. */
export async function parseForm<S extends z.ZodObject>(request: Request, schema: S): Promise<ParsedForm<z.infer<S>>> {
  const submission = parseWithZod(onlyFieldsOf(schema, await request.formData()), { schema })
  const answer = (result: SubmissionResult<string[]>, status: number, headers = {}): Reply => data(result, { status, headers })
  if (submission.status !== 'success') return { ok: false, reply: () => answer(submission.reply({ hideFields: [...SECRET] }), 400) }
  return {
    ok: true,
    value: submission.value,
    reply(failure, field) {
      if (!(failure instanceof Failure)) throw failure
      const errors = [packError(failure)]
      return answer(
        submission.reply({ hideFields: [...SECRET], ...(field ? { fieldErrors: { [field]: errors } } : { formErrors: errors }) }),
        failure.status,
        retryHeader(failure),
      )
    },
  }
}

/** When the same may be sent again, where a failure knows. */
export const retryHeader = ({ retryAfter }: Failure): Record<string, string> =>
  retryAfter === undefined ? {} : { 'Retry-After': String(Math.ceil(retryAfter)) }

/**
 * Conform reads names as paths and orders: `x[99999999]` is an array of that length, `__intent__` a change to the form. No form
 * here nests, so it sees the schema's own names alone, each once.
 */
function onlyFieldsOf(schema: z.ZodObject, sent: FormData): FormData {
  const form = new FormData()
  for (const name of Object.keys(schema.shape)) {
    const value = sent.get(name)
    if (value !== null) form.set(name, value)
  }
  return form
}
