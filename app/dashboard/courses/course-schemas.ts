import { z } from 'zod'
import { tooLong } from '#app/locales/sentences.ts'
import { CURRENCIES, minorUnits } from '#lib/money.ts'

export const title = z.string('forms.required').trim().min(1, 'forms.required').max(200, tooLong(200))
export const outcome = z.string().trim().max(300, tooLong(300)).default('')

/** Nothing typed is a course that costs nothing, until a price is set. */
const price = z.string().trim().max(20, 'forms.price').default('')
const currency = z.enum(CURRENCIES)
/** In minor units; undefined where it is no price. */
export const priceOf = ({ price, currency }: { price: string; currency: string }): number | undefined =>
  price === '' ? 0 : minorUnits(price, currency)

const saysAPrice = (form: { price: string; currency: string }) => priceOf(form) !== undefined
const besideThePrice = { path: ['price'], error: 'forms.price' }

export const CourseForm = z
  .object({ title, outcome, price, currency, outline: z.string().max(50_000, tooLong(50_000)).default('') })
  .refine(saysAPrice, besideThePrice)

export const AboutForm = z.object({
  intent: z.literal('about'),
  title,
  outcome,
  description: z.string().trim().max(20_000, tooLong(20_000)).default(''),
})

export const PriceForm = z.object({ intent: z.literal('price'), price, currency }).refine(saysAPrice, besideThePrice)

export const CoverForm = z.object({ intent: z.literal('cover'), asset: z.string().max(64).default('') })
