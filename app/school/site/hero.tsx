import type { ReactNode } from 'react'
import { cx } from '#app/ui/cx.ts'

interface HeroProps {
  readonly kicker?: ReactNode
  readonly title: string
  readonly lead?: string
  readonly actions?: ReactNode
  readonly picture: ReactNode
}

/** Words on one side, a picture on the other; on a phone the picture follows the words. */
export function Hero({ kicker, title, lead, actions, picture }: HeroProps) {
  return (
    <section className="grid items-center gap-x-16 gap-y-10 pb-4 sm:pt-2 lg:grid-cols-[minmax(0,1fr)_minmax(0,46%)] lg:pt-6">
      <div>
        {kicker ? <div className="mb-3 text-sm text-muted lg:mb-4">{kicker}</div> : null}
        <h1 className={cx('tracking-[-0.022em] text-pretty', headline(title))}>{title}</h1>
        {lead ? <p className="mt-6 max-w-[54ch] text-lg whitespace-pre-line text-soft lg:mt-8 lg:text-[1.1875rem]/8">{lead}</p> : null}
        {actions ? <div className="mt-8 flex flex-wrap items-center gap-x-4 gap-y-3 lg:mt-10">{actions}</div> : null}
      </div>
      <div>{picture}</div>
    </section>
  )
}

/** A long headline is set smaller, so that the first action stays in sight. */
function headline(title: string): string {
  if (title.length > 90) return 'max-w-[26ch] text-2xl md:text-3xl leading-[1.12]'
  if (title.length > 48) return 'max-w-[22ch] text-3xl md:text-4xl leading-[1.08]'
  return 'max-w-[15ch] text-[2.625rem] md:text-5xl leading-[1.04]'
}
