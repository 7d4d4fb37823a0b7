import { z } from 'zod'
import { PROVIDERS } from '#integrations/oauth/provider.ts'

const Current = z.string().max(200, 'forms.too_long').default('')
const NewPassword = z.string('forms.required').min(10, 'forms.password_short').max(200, 'forms.too_long')

export const NameForm = z.object({ name: z.string('forms.required').trim().min(1, 'forms.required').max(100, 'forms.too_long') })

export const EmailForm = z.object({ email: z.email({ error: 'forms.email' }).max(254, 'forms.too_long'), password: Current })

export const PasswordForm = z.object({ password: Current, newPassword: NewPassword })

export const LinkForm = z.object({ password: Current, provider: z.enum(PROVIDERS) })

/** From a link in a letter, which is proof enough. */
export const ChoosePasswordForm = z.object({ newPassword: NewPassword })

export const ProofForm = z.object({ password: Current })
