import type { z } from 'zod'
import { RequestUnreadable } from '#app/forms.server.ts'

/** What a browser's passkey answered, sent as JSON in a field. @throws RequestUnreadable */
export function passkeyAnswer<S extends z.ZodType>(form: FormData, schema: S): z.infer<S> {
  const sent = form.get('answer')
  try {
    return schema.parse(JSON.parse(typeof sent === 'string' ? sent : ''))
  } catch {
    // Neither JSON nor of the shape that our own script sends.
    throw new RequestUnreadable()
  }
}
