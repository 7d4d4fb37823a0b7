import { catalogue } from '#app/locales/catalogue.ts'
import { Money } from '#app/ui/money.tsx'

/** What a course costs; nothing is said as “Free”. `price` in minor units. */
export function Price({ course, locale, className }: { course: { price: number; currency: string }; locale: string; className?: string }) {
  if (course.price === 0) return <span className={className}>{catalogue(locale).t('site.free')}</span>
  return <Money amount={course.price} currency={course.currency} locale={locale} className={className} />
}
