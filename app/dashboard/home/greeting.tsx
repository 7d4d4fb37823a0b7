import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { useRoot } from '#app/root.tsx'
import { today } from '#app/ui/moments.ts'

export type PartOfDay = 'morning' | 'afternoon' | 'evening' | 'night'

export function partOfDay(hour: number): PartOfDay {
  if (hour < 5) return 'night'
  if (hour < 12) return 'morning'
  return hour < 18 ? 'afternoon' : 'evening'
}

type GreetingProps = { name: string; lead: string /** Milliseconds UTC. */; now: number }

/**
 * The server does not know what time it is where the person sits, so it greets without one and gives the date as UTC has it;
 * the browser says it better once it has taken over. Both fill the same lines, so nothing moves.
 */
export function Greeting({ name, lead, now }: GreetingProps) {
  const { t } = useTranslation()
  const { locale } = useRoot()
  const isHere = useSyncExternalStore(subscribeToNothing, here, elsewhere)
  const part = isHere ? partOfDay(new Date(now).getHours()) : 'neutral'
  return (
    <header className="flex flex-col gap-2">
      <p className="min-h-5 text-sm text-muted">
        <time dateTime={new Date(now).toISOString().slice(0, 10)}>{today(now, locale, isHere ? undefined : 'UTC')}</time>
      </p>
      <h1>{t(`home.greeting.${part}`, { name })}</h1>
      <p className="max-w-[70ch] text-base text-soft">{lead}</p>
    </header>
  )
}

const subscribeToNothing = () => () => undefined
const here = () => true
const elsewhere = () => false
