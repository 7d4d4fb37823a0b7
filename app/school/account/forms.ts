import { z } from 'zod'
import { tooLong } from '#app/locales/sentences.ts'
import { PROVIDERS } from '#integrations/oauth/provider.ts'

const Current = z.string().max(200, tooLong(200)).default('')
const NewPassword = z.string('forms.required').min(10, 'forms.password_short').max(200, tooLong(200))

export const NameForm = z.object({ name: z.string('forms.required').trim().min(1, 'forms.required').max(100, tooLong(100)) })

export const EmailForm = z.object({ email: z.email({ error: 'forms.email' }).max(254, tooLong(254)), password: Current })

export const PasswordForm = z.object({ password: Current, newPassword: NewPassword })

export const LinkForm = z.object({ password: Current, provider: z.enum(PROVIDERS) })

/** From a link in a letter, which is proof enough. */
export const ChoosePasswordForm = z.object({ newPassword: NewPassword })

export const ProofForm = z.object({ password: Current })
