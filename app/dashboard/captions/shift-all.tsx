import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Input } from '#app/ui/input.tsx'

/** For a file that was timed against another cut of the film. */
export function ShiftAll({ onShift }: { onShift: (ms: number) => void }) {
  const { t } = useTranslation()
  const id = useId()
  const [isBad, setBad] = useState(false)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const text = String(new FormData(event.currentTarget).get('seconds')).trim().replace(',', '.')
    const seconds = /^[+-]?\d{1,5}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN
    setBad(Number.isNaN(seconds))
    if (!Number.isNaN(seconds)) onShift(seconds * 1_000)
  }
  return (
    <form onSubmit={submit} className="mt-6 flex max-w-md items-start gap-2">
      <Field
        id={id}
        label={t('captions.editor.shift')}
        hint={t('captions.editor.seconds')}
        error={isBad ? t('captions.editor.shiftBad') : null}
        className="flex-1"
      >
        <Input name="seconds" inputMode="text" autoComplete="off" />
      </Field>
      <Button type="submit" className="mt-6.5">
        {t('captions.editor.shiftDo')}
      </Button>
    </form>
  )
}
