import { Ban, CalendarClock, type LucideIcon, Plus, RotateCcw, UserMinus, X } from 'lucide-react'
import type { KeyboardEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Checkbox, Input, Select } from '#app/ui/input.tsx'
import { PopOut } from '#app/ui/pop-out.tsx'
import type { PeopleData } from './people.tsx'
import type { ChangeAnswer } from './use-change.ts'

type BulkPartProps = Pick<PeopleData, 'courses'> & {
  /** How many are ticked, and how many match on all pages. */
  count: number
  total: number
  seesAll: boolean
  busy: boolean
  answer: ChangeAnswer | undefined
}

/**
 * What can be done to everybody who is ticked, or to all that match. It stands in the form around the list and is there as soon as
 * somebody is ticked, by its style alone: without script it works the same, but for the count.
 */
export function BulkPart({ courses, count, total, seesAll, busy, answer }: BulkPartProps) {
  const { t } = useTranslation()
  return (
    <section
      aria-label={t('people.bulk.bar')}
      className="floating sticky bottom-4 z-30 mt-6 hidden flex-wrap items-center gap-1 rounded-md p-2 group-has-[[name=student]:checked]/picking:flex"
    >
      <p aria-live="polite" className="px-2 text-sm font-medium tabular-nums group-has-[[name=all]:checked]/picking:hidden">
        {count ? t('people.bulk.count', { count }) : null}
      </p>
      <Checkbox name="all" value="1" label={t('people.bulk.all', { count: total })} className="px-2" />
      <span className="flex flex-wrap items-center gap-1 max-sm:order-last max-sm:w-full">
        {courses.length ? (
          <>
            <Panel intent="grant" icon={Plus} answer={answer} busy={busy}>
              <CourseField intent="grant" courses={courses} />
              <UntilField intent="grant" answer={answer} />
            </Panel>
            <Panel intent="extend" icon={CalendarClock} answer={answer} busy={busy}>
              <CourseField intent="extend" courses={courses} />
              <UntilField intent="extend" answer={answer} />
            </Panel>
            <Panel intent="revoke" icon={UserMinus} answer={answer} busy={busy}>
              <CourseField intent="revoke" courses={courses} />
            </Panel>
          </>
        ) : null}
        {seesAll ? (
          <>
            <Panel intent="suspend" icon={Ban} answer={answer} busy={busy} danger>
              <Field id="bulk-reason" label={t('student.actions.reason')} optional>
                <Input name="suspend-reason" maxLength={200} autoComplete="off" />
              </Field>
            </Panel>
            <Button type="submit" name="intent" value="unsuspend" variant="quiet" size="sm" icon={RotateCcw} busy={busy}>
              {t('people.bulk.unsuspend')}
            </Button>
          </>
        ) : null}
      </span>
      <IconButton type="reset" label={t('people.bulk.clear')} icon={X} size="sm" className="ms-auto" />
    </section>
  )
}

type Intent = 'grant' | 'extend' | 'revoke' | 'suspend'
type PanelProps = {
  intent: Intent
  icon: LucideIcon
  answer: ChangeAnswer | undefined
  busy: boolean
  danger?: boolean
  children: ReactNode
}

/** One action with what it needs to know. Its fields bear its name: those of the others are sent along. */
function Panel({ intent, icon: Icon, answer, busy, danger = false, children }: PanelProps) {
  const { t } = useTranslation()
  // The first button of the form is another one, and Enter would press that.
  const pressed = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return
    event.preventDefault()
    event.currentTarget.querySelector('button')?.click()
  }
  return (
    <PopOut
      group="bulk"
      label={
        <>
          <Icon size={16} aria-hidden="true" />
          {t(`people.bulk.${intent}`)}
        </>
      }
      labelClassName={danger ? 'button button-quiet button-sm text-danger' : 'button button-quiet button-sm'}
      className="max-sm:static"
      panelClassName="inset-s-0 bottom-full mb-2 w-80 max-sm:w-full"
      doneWith={answer?.done ? answer : undefined}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Enter is heard from the fields */}
      <div className="flex flex-col gap-4" onKeyDown={pressed}>
        {children}
        <Button type="submit" name="intent" value={intent} variant={danger ? 'danger' : 'primary'} busy={busy} className="self-start">
          {t(`people.bulk.do.${intent}`)}
        </Button>
      </div>
    </PopOut>
  )
}

function CourseField({ intent, courses }: { intent: Intent } & Pick<PeopleData, 'courses'>) {
  const { t } = useTranslation()
  return (
    <Field id={`bulk-${intent}-course`} label={t('people.course')}>
      <Select name={`${intent}-course`}>
        {courses.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </Select>
    </Field>
  )
}

function UntilField({ intent, answer }: { intent: Intent; answer: ChangeAnswer | undefined }) {
  const { t } = useTranslation()
  return (
    <Field
      id={`bulk-${intent}-until`}
      label={t('people.bulk.until')}
      hint={t('people.bulk.untilHint')}
      error={answer?.field === 'until' ? answer.problem : null}
    >
      <Input type="date" name={`${intent}-until`} />
    </Field>
  )
}
