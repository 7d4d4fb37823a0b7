import { useTranslation } from 'react-i18next'
import { Field } from '#app/ui/field.tsx'
import { CodeInput } from './code-input.tsx'

interface CodeFieldProps {
  readonly id: string
  readonly name: string
  readonly defaultValue: string | undefined
  readonly errors: readonly string[] | undefined
  /** The course the student is in already. */
  readonly goTo: string | null
  readonly autoFocus?: boolean
}

/** The code, with what is wrong with it, and the way to the course when it is nothing worse than that. */
export function CodeField({ id, name, defaultValue, errors, goTo, autoFocus }: CodeFieldProps) {
  const { t } = useTranslation()
  return (
    <div>
      <Field id={id} label={t('redeem.code')} hint={t('redeem.codeHint')} error={errors} required>
        <CodeInput name={name} defaultValue={defaultValue} autoFocus={autoFocus} />
      </Field>
      {goTo ? (
        <a href={goTo} className="button button-secondary mt-3">
          {t('redeem.toCourse')}
        </a>
      ) : null}
    </div>
  )
}
