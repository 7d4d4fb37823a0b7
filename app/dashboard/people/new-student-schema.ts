import { z } from 'zod'

export const NewStudent = z.object({
  name: z.string({ error: 'forms.required' }).trim().min(1, 'forms.required').max(120, 'forms.required'),
  email: z.email({ error: 'forms.email' }).max(254, 'forms.email'),
  course: z.string().max(64).optional(),
  until: z.iso.date().optional(),
  invite: z.literal('on').optional(),
})
