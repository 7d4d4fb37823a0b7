import { useFetcher } from '@remix-run/react'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { Dialog, DialogClose } from '#app/ui/dialog.tsx'
import { Field } from '#app/ui/field.tsx'
import { Select } from '#app/ui/input.tsx'
import { urls } from '#app/urls.ts'
import { useBoard } from './curriculum-context.ts'
import type { loader } from './places.ts'

type MoveToCourseProps = {
  count: number
  onMove: (to: { course: string; title: string; section: string }) => void
  onClose: () => void
}

/** Asks which course and which section; says what students will notice. */
export function MoveToCourse({ count, onMove, onClose }: MoveToCourseProps) {
  const { t } = useTranslation()
  const { school, course } = useBoard()
  const { load, data } = useFetcher<typeof loader>()
  const [chosen, setChosen] = useState('')
  useEffect(() => load(urls.dashboard.coursePlaces(school, course)), [load, school, course])
  const to = data?.courses.find((one) => one.id === chosen) ?? data?.courses[0]
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const section = String(new FormData(event.currentTarget).get('section') ?? '')
    if (to && section) onMove({ course: to.id, title: to.title, section })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t('courses.curriculum.leave.title', { count })}
      text={data?.published ? t('courses.curriculum.leave.shown') : t('courses.curriculum.leave.hidden')}
      footer={
        <>
          <DialogClose asChild>
            <Button>{t('courses.cancel')}</Button>
          </DialogClose>
          <Button variant="primary" type="submit" form="move-to-course" disabled={!to}>
            {t('courses.curriculum.menu.moveTo')}
          </Button>
        </>
      }
    >
      {data && !to ? <p className="text-ui">{t('courses.curriculum.leave.none')}</p> : null}
      <form id="move-to-course" onSubmit={submit} className="flex flex-col gap-4">
        <Field id="leave-course" label={t('courses.curriculum.leave.course')}>
          <Select name="course" value={to?.id ?? ''} onChange={(event) => setChosen(event.currentTarget.value)}>
            {data?.courses.map((one) => (
              <option key={one.id} value={one.id}>
                {one.title}
              </option>
            ))}
          </Select>
        </Field>
        <Field id="leave-section" label={t('courses.curriculum.leave.section')}>
          <Select key={to?.id} name="section">
            {to?.sections.map((section) => (
              <option key={section.id} value={section.id}>
                {section.title}
              </option>
            ))}
          </Select>
        </Field>
      </form>
    </Dialog>
  )
}
