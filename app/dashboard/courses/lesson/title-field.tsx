import { Form } from '@remix-run/react'
import { useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Autosave, type AutosaveSnapshot } from './autosave.ts'
import { saveChange } from './save-change.ts'
import { useAutosave } from './use-autosave.ts'

type TitleFieldProps = { title: string; saveTo: string; onState: (snapshot: AutosaveSnapshot) => void; onTitle: (title: string) => void }

/** The lesson's title, which is its own field. It grows with its text; the invisible copy behind it gives it its height. */
export function TitleField({ title: saved, saveTo, onState, onTitle }: TitleFieldProps) {
  const { t } = useTranslation()
  const id = useId()
  const [title, setTitle] = useState(saved)
  const words = { signedOut: t('lessons.notSaved.signedOut'), failed: t('lessons.notSaved.failed') }
  const { autosave, snapshot } = useAutosave(
    () =>
      new Autosave({
        basedOn: 0,
        save: (value, _basedOn, leaving) => saveChange(saveTo, { intent: 'title', title: value }, { ...words, leaving }),
      }),
  )
  useEffect(() => onState(snapshot), [snapshot, onState])
  const isEmpty = title.trim() === ''
  return (
    <Form method="post" className="grid max-w-[26ch] grid-cols-[minmax(0,1fr)] -mx-2 sm:max-w-none">
      <input type="hidden" name="intent" value="title" />
      <span aria-hidden="true" className="invisible col-start-1 row-start-1 px-2 py-0.5 wrap-anywhere whitespace-pre-wrap">
        {title || t('lessons.titleLabel')}{' '}
      </span>
      <textarea
        name="title"
        aria-label={t('lessons.titleLabel')}
        aria-invalid={isEmpty || undefined}
        aria-describedby={isEmpty ? id : undefined}
        value={title}
        rows={1}
        maxLength={200}
        spellCheck
        placeholder={t('lessons.titleLabel')}
        onChange={(event) => {
          const typed = event.currentTarget.value.replace(/\s*\n\s*/g, ' ')
          setTitle(typed)
          if (typed.trim() === '') return
          onTitle(typed)
          autosave.change(typed)
        }}
        onBlur={() => {
          if (isEmpty) setTitle(saved)
          autosave.flush()
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
          event.preventDefault()
          event.currentTarget.blur()
        }}
        className="title-field col-start-1 row-start-1"
      />
      <span id={id} role="alert" className="px-2 font-sans text-sm tracking-normal text-danger">
        {isEmpty ? t('lessons.untitled') : null}
      </span>
    </Form>
  )
}
