import { useTranslation } from 'react-i18next'
import { Field } from '#app/ui/field.tsx'
import { Textarea } from '#app/ui/input.tsx'
import { OutlinePreview } from './outline-preview.tsx'

type OutlineFieldProps = {
  field: { id: string; name: string; initialValue?: string | undefined }
  errors: readonly string[] | undefined
  /** What stands in it now. */
  typed: string
  onType: (typed: string) => void
}

/** A course as a list of lines, and beside it what will be made of them. */
export function OutlineField({ field, errors, typed, onType }: OutlineFieldProps) {
  const { t } = useTranslation()
  return (
    <div className="grid items-start gap-x-12 gap-y-8 lg:grid-cols-2">
      <Field id={field.id} label={t('courses.new.outlineLabel')} hint={t('courses.new.outlineHint')} error={errors} optional>
        <Textarea
          name={field.name}
          defaultValue={field.initialValue}
          placeholder={t('courses.new.outlinePlaceholder')}
          className="min-h-72!"
          onChange={(event) => onType(event.currentTarget.value)}
        />
      </Field>
      <OutlinePreview text={typed} className="noscript:hidden" />
    </div>
  )
}
