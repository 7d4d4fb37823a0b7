import { z } from 'zod'
import { tooLong } from '#app/locales/sentences.ts'

const Code = z.string('forms.required').trim().min(1, 'forms.required').max(100, tooLong(100))

export const CodeForm = z.object({ code: Code })

const isNew = (value: { way?: unknown }) => value.way !== 'account'

/** The second step of a visitor. Both ways are one form, so that what was typed stays when somebody changes their mind. */
export const JoinForm = z
  .object({
    code: Code,
    way: z.enum(['new', 'account']).default('new'),
    name: z.string().trim().max(100, tooLong(100)).default(''),
    email: z.email({ error: 'forms.email' }).max(254, tooLong(254)),
    password: z.string('forms.required').max(200, tooLong(200)),
  })
  .refine((value) => !isNew(value) || Boolean(value.name), { path: ['name'], error: 'forms.required', when: () => true })
  .refine((value) => !isNew(value) || typeof value.password !== 'string' || value.password.length >= 10, {
    path: ['password'],
    error: 'forms.password_short',
    when: () => true,
  })
