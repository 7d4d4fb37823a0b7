import { Link, useFetcher } from '@remix-run/react'
import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Input } from '#app/ui/input.tsx'
import { SEGMENTS } from '#tenants/people/segment-names.ts'
import type { PeopleData } from './people.tsx'
import { addressOf, askedOf } from './people-query.ts'

type SegmentsNavProps = Pick<PeopleData, 'school' | 'asked' | 'counts' | 'saved' | 'keepsLists'> & { action: string }

const CHOICE =
  'flex min-h-9 items-center gap-1.5 rounded-sm px-3 text-sm whitespace-nowrap text-soft hover:bg-sunk aria-[current]:bg-sunk aria-[current]:font-medium aria-[current]:text-ink touch:min-h-11'

/** The lists every school has, with how many are in each, and those it has saved. */
export function SegmentsNav({ school, asked, counts, saved, keepsLists, action }: SegmentsNavProps) {
  const { t } = useTranslation()
  const fetcher = useFetcher()
  return (
    <div className="mt-6">
      <nav aria-label={t('people.segments.label')} className="-mx-5 overflow-x-auto px-5 [scrollbar-width:none] sm:mx-0 sm:px-0">
        <ul className="flex w-max gap-1 sm:w-auto sm:flex-wrap">
          {SEGMENTS.map((segment) => (
            <li key={segment}>
              <Link
                to={addressOf(school, { ...asked, segment })}
                preventScrollReset
                aria-current={asked.segment === segment ? 'page' : undefined}
                className={CHOICE}
              >
                {t(`people.segments.${segment}`)}
                <span className="text-muted tabular-nums">{counts[segment]}</span>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {keepsLists ? (
        <div className="mt-1 flex flex-wrap items-center gap-1">
          {saved.length ? (
            <ul aria-label={t('people.segments.own')} className="flex flex-wrap gap-1">
              {saved.map(({ id, name, query }) => (
                <li key={id} className="flex items-center rounded-sm border border-line">
                  <Link to={addressOf(school, askedOf(new URLSearchParams(query)))} preventScrollReset className={CHOICE}>
                    {name}
                  </Link>
                  {keepsLists ? (
                    <fetcher.Form method="post" action={action}>
                      <input type="hidden" name="segment" value={id} />
                      <IconButton
                        type="submit"
                        name="intent"
                        value="remove-segment"
                        size="sm"
                        icon={X}
                        label={t('people.segments.remove', { name })}
                      />
                    </fetcher.Form>
                  ) : null}
                </li>
              ))}
            </ul>
          ) : null}
          {keepsLists ? (
            <details className="relative">
              <summary className="inline-flex items-center rounded-sm px-3 py-2 text-sm text-accent touch:min-h-11">
                {t('people.segments.save')}
              </summary>
              <fetcher.Form
                method="post"
                action={action}
                className="floating absolute inset-s-0 top-full z-40 flex w-72 flex-col gap-3 rounded-md p-4"
              >
                <Field id="segment-name" label={t('people.segments.name')}>
                  <Input name="name" required maxLength={60} autoComplete="off" />
                </Field>
                <Button type="submit" name="intent" value="save-segment" variant="primary" busy={fetcher.state !== 'idle'}>
                  {t('people.segments.saveIt')}
                </Button>
              </fetcher.Form>
            </details>
          ) : null}
        </div>
      ) : null}
    </div>
  )
}
