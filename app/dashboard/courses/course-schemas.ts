import { z } from 'zod'
import { CURRENCIES, minorUnits } from '#lib/money.ts'

export const title = z.string('forms.required').trim().min(1, 'forms.required').max(200, 'forms.too_long')
export const outcome = z.string().trim().max(300, 'forms.too_long').default('')

const price = z.string('forms.required').trim().min(1, 'forms.required').max(20, 'forms.price')
const currency = z.enum(CURRENCIES)
const saysAPrice = (form: { price: string; currency: string }) => minorUnits(form.price, form.currency) !== undefined
const besideThePrice = { path: ['price'], error: 'forms.price' }

export const CourseForm = z
  .object({ title, outcome, price, currency, outline: z.string().max(50_000, 'forms.too_long').default('') })
  .refine(saysAPrice, besideThePrice)

export const AboutForm = z.object({
  intent: z.literal('about'),
  title,
  outcome,
  description: z.string().trim().max(20_000, 'forms.too_long').default(''),
})

export const PriceForm = z.object({ intent: z.literal('price'), price, currency }).refine(saysAPrice, besideThePrice)

export const CoverForm = z.object({ intent: z.literal('cover'), asset: z.string().max(64).default('') })
