import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Input } from '#app/ui/input.tsx'

/** For a file that was timed against another cut of the film. @param onShift moves them by so many milliseconds, and answers by how many it could */
export function ShiftAll({ onShift }: { onShift: (ms: number) => number }) {
  const { t } = useTranslation()
  const id = useId()
  const [isBad, setBad] = useState(false)
  const [said, setSaid] = useState('')
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const text = String(new FormData(event.currentTarget).get('seconds')).trim().replace(',', '.')
    const seconds = /^[+-]?\d{1,5}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN
    setBad(Number.isNaN(seconds))
    setSaid(Number.isNaN(seconds) ? '' : movedInWords(seconds, onShift(seconds * 1_000) / 1_000))
  }
  const movedInWords = (asked: number, moved: number) =>
    moved === asked
      ? t('captions.editor.shifted', { seconds: moved })
      : moved === 0
        ? t('captions.editor.shiftedNot')
        : t('captions.editor.shiftedLess', { seconds: moved })
  return (
    <form onSubmit={submit} className="mt-6 grid max-w-md grid-cols-[minmax(0,1fr)_auto] items-start gap-x-2 gap-y-1.5">
      <Field
        id={id}
        label={t('captions.editor.shift')}
        hint={t('captions.editor.seconds')}
        error={isBad ? t('captions.editor.shiftBad') : null}
      >
        <Input name="seconds" inputMode="text" autoComplete="off" onChange={() => setSaid('')} />
      </Field>
      <Button type="submit" className="mt-6.5">
        {t('captions.editor.shiftDo')}
      </Button>
      <p role="status" className="col-span-full text-sm text-soft">
        {said}
      </p>
    </form>
  )
}
