import { useTranslation } from 'react-i18next'
import { Field } from '#app/ui/field.tsx'
import { Input } from '#app/ui/input.tsx'

type CodeFieldProps = { recovery: boolean; problem?: string | undefined; autoFocus?: boolean }

/** Where a code is typed: six digits of the app, which a phone offers by itself, or a recovery code. */
export function CodeField({ recovery, problem, autoFocus = true }: CodeFieldProps) {
  const { t } = useTranslation()
  const common = { name: 'code', spellCheck: false, autoFocus, className: 'font-mono tracking-wider' }
  return (
    <Field
      id="code"
      label={t(recovery ? 'twoFactor.step.recovery' : 'twoFactor.step.code')}
      hint={recovery ? undefined : t('twoFactor.step.codeHint')}
      error={problem}
      required
    >
      {recovery ? (
        <Input {...common} autoComplete="off" autoCapitalize="none" maxLength={32} placeholder="xxxxx-xxxxx" />
      ) : (
        <Input {...common} autoComplete="one-time-code" inputMode="numeric" maxLength={12} />
      )}
    </Field>
  )
}
