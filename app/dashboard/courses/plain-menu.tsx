import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { Input, Select } from '#app/ui/input.tsx'
import { type CurriculumChange, formOf, stepOf } from './curriculum-changes.ts'
import { type Kind, useBoard } from './curriculum-context.ts'

/** Beyond any section's end: the lesson then stands last. */
const LAST = '10000'

/** A row's menu as plain forms, for who has no script: each is sent, done, and comes back to this page. */
export function PlainMenu({ kind, id, title, preview }: { kind: Kind; id: string; title: string; preview?: boolean }) {
  const { t } = useTranslation()
  const board = useBoard()
  const sections = board.sections()
  const up = stepOf(sections, kind, id, -1)
  const down = stepOf(sections, kind, id, 1)
  const subject: Record<string, string> = kind === 'lesson' ? { lesson: id } : { section: id }
  return (
    <div className="flex w-full flex-wrap items-center gap-2 border-b border-line py-3">
      <PlainForm fields={{ intent: kind === 'lesson' ? 'rename-lesson' : 'rename-section', ...subject }}>
        <Input name="title" defaultValue={title} aria-label={t('courses.curriculum.name')} required maxLength={200} className="w-56!" />
        <Button type="submit">{t('courses.curriculum.menu.rename')}</Button>
      </PlainForm>
      {preview === undefined ? null : (
        <One change={{ intent: 'set-preview', lesson: id, preview: preview ? 'off' : 'on' }}>
          {preview ? t('courses.curriculum.menu.previewOff') : t('courses.curriculum.menu.previewOn')}
        </One>
      )}
      {up ? <One change={up}>{t('courses.curriculum.menu.up')}</One> : null}
      {down ? <One change={down}>{t('courses.curriculum.menu.down')}</One> : null}
      {kind === 'lesson' && sections.length > 1 ? (
        <PlainForm fields={{ intent: 'move-lesson', lesson: id, index: LAST }}>
          <Select name="section" aria-label={t('courses.curriculum.menu.to')} className="w-48">
            {sections.map((section) => (
              <option key={section.id} value={section.id}>
                {section.title}
              </option>
            ))}
          </Select>
          <Button type="submit">{t('courses.curriculum.menu.moveTo')}</Button>
        </PlainForm>
      ) : null}
      <One change={kind === 'lesson' ? { intent: 'delete-lesson', lesson: id } : { intent: 'delete-section', section: id }} danger>
        {t('courses.curriculum.menu.delete')}
      </One>
      <ButtonLink to={board.page} variant="quiet" preventScrollReset>
        {t('courses.curriculum.menu.close')}
      </ButtonLink>
    </div>
  )
}

function One({ change, danger = false, children }: { change: CurriculumChange; danger?: boolean; children: ReactNode }) {
  return (
    <PlainForm fields={formOf(change)}>
      <Button type="submit" variant={danger ? 'danger' : 'secondary'}>
        {children}
      </Button>
    </PlainForm>
  )
}

function PlainForm({ fields, children }: { fields: Readonly<Record<string, string>>; children: ReactNode }) {
  const { action, page } = useBoard()
  return (
    <form method="post" action={action} className="flex items-center gap-2">
      <input type="hidden" name="back" value={page} />
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children}
    </form>
  )
}
