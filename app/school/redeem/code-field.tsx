import { useTranslation } from 'react-i18next'
import { Field } from '#app/ui/field.tsx'
import { CodeInput } from './code-input.tsx'

interface CodeFieldProps {
  readonly id: string
  readonly name: string
  readonly defaultValue: string | undefined
  readonly errors: readonly string[] | undefined
  readonly autoFocus?: boolean
}

/** The code, with what is wrong with it. */
export function CodeField({ id, name, defaultValue, errors, autoFocus }: CodeFieldProps) {
  const { t } = useTranslation()
  return (
    <Field id={id} label={t('redeem.code')} hint={t('redeem.codeHint')} error={errors} required>
      <CodeInput name={name} defaultValue={defaultValue} autoFocus={autoFocus} />
    </Field>
  )
}
