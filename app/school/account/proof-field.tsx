import { useTranslation } from 'react-i18next'
import { Field } from '#app/ui/field.tsx'
import { PasswordInput } from '#app/ui/input.tsx'

export interface Proofs {
  /** Came by a link in a letter a moment ago. */
  readonly isFresh: boolean
  readonly hasPassword: boolean
}

export const canProve = ({ isFresh, hasPassword }: Proofs): boolean => isFresh || hasPassword

/** Asks for the password where it is needed; says why it is not, or what is needed instead. */
export function ProofField({ proofs, id, errors }: { proofs: Proofs; id: string; errors?: readonly string[] | undefined }) {
  const { t } = useTranslation()
  if (proofs.isFresh) return <p className="text-sm text-muted">{t('account.signIn.fresh')}</p>
  if (!proofs.hasPassword) return <p className="text-sm text-muted">{t('account.signIn.needsLetter')}</p>
  return (
    <Field id={id} label={t('account.signIn.currentPassword')} hint={t('account.signIn.needsPassword')} error={errors ?? null} required>
      <PasswordInput of={t('account.signIn.currentPassword')} name="password" autoComplete="current-password" />
    </Field>
  )
}
