import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Input, Textarea } from '#app/ui/input.tsx'
import { Section } from '#app/ui/page.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import type { StudentData } from '../student.tsx'
import { useChange } from '../use-change.ts'

type NotePartProps = Pick<StudentData, 'note' | 'tags' | 'names'> & { action: string }

/** What staff keep about a student: a text, and words to find them by. */
export function NotePart({ note, tags, names, action }: NotePartProps) {
  const { t } = useTranslation()
  const noting = useChange(action)
  const tagging = useChange(action)
  return (
    <Section title={t('student.note')}>
      <noting.Form method="post" action={action} className="flex flex-col gap-3">
        <Field id="note" label={<span className="sr-only">{t('student.note')}</span>} hint={t('student.noteHint')}>
          <Textarea name="text" rows={3} maxLength={5_000} defaultValue={note?.text ?? ''} />
        </Field>
        {note ? (
          <p className="text-sm text-muted">
            {t('student.noteBy', { who: names[note.writtenBy] ?? t('student.somebody') })} · <RelativeTime at={note.writtenAt} />
          </p>
        ) : null}
        <Button type="submit" name="intent" value="note" size="sm" className="self-start" busy={noting.state !== 'idle'}>
          {t('student.saveNote')}
        </Button>
      </noting.Form>
      <tagging.Form method="post" action={action} className="mt-6 flex flex-col gap-3">
        <Field id="tags" label={t('student.tags')} hint={t('student.tagsHint')}>
          <Input name="tags" maxLength={1_000} defaultValue={tags.join(', ')} autoComplete="off" />
        </Field>
        <Button type="submit" name="intent" value="tags" size="sm" className="self-start" busy={tagging.state !== 'idle'}>
          {t('student.saveTags')}
        </Button>
      </tagging.Form>
    </Section>
  )
}
