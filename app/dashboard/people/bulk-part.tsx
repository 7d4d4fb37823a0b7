import { ChevronDown } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Checkbox, Input, Select } from '#app/ui/input.tsx'
import type { PeopleData } from './people.tsx'

type BulkPartProps = Pick<PeopleData, 'courses'> & { total: number; seesAll: boolean; busy: boolean }

/** What can be done to everybody who is ticked, or to all that match; it stands in the form around the list. */
export function BulkPart({ courses, total, seesAll, busy }: BulkPartProps) {
  const { t } = useTranslation()
  return (
    <details className="group mt-4 rounded-md border border-line">
      <summary className="flex list-none items-center justify-between rounded-md px-4 py-2.5 text-sm font-medium touch:min-h-11">
        {t('people.bulk.title')}
        <ChevronDown size={16} className="text-muted group-open:rotate-180" />
      </summary>
      <div className="flex flex-col gap-4 border-t border-line p-4">
        <p className="text-sm text-muted">{t('people.bulk.text')}</p>
        <Checkbox name="all" value="1" label={t('people.bulk.all', { count: total })} />
        {courses.length ? (
          <div className="flex flex-wrap items-start gap-3">
            <Field id="bulk-course" label={t('people.course')} className="min-w-0 flex-1 basis-48">
              <Select name="course">
                {courses.map(({ id, title }) => (
                  <option key={id} value={id}>
                    {title}
                  </option>
                ))}
              </Select>
            </Field>
            <Field id="bulk-until" label={t('people.bulk.until')} hint={t('people.bulk.untilHint')}>
              <Input type="date" name="until" />
            </Field>
          </div>
        ) : null}
        <div className="flex flex-wrap gap-2">
          {(['grant', 'extend', 'revoke'] as const).map((intent) =>
            courses.length ? (
              <Button
                key={intent}
                type="submit"
                name="intent"
                value={intent}
                variant={intent === 'grant' ? 'primary' : 'secondary'}
                busy={busy}
              >
                {t(`people.bulk.${intent}`)}
              </Button>
            ) : null,
          )}
          {seesAll ? (
            <>
              <Button type="submit" name="intent" value="suspend" variant="danger" busy={busy}>
                {t('people.bulk.suspend')}
              </Button>
              <Button type="submit" name="intent" value="unsuspend" busy={busy}>
                {t('people.bulk.unsuspend')}
              </Button>
            </>
          ) : null}
        </div>
      </div>
    </details>
  )
}
