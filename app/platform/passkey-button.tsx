import { useNavigation, useSubmit } from '@remix-run/react'
import { KeyRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { type PasskeyUse, usePasskey, usePasskeyAutofill } from './use-passkey.ts'

type PasskeyButtonProps = { use: PasskeyUse; to: string; label: string; variant?: 'primary' | 'secondary' }

const sent = (answer: string, to: string) => ({ intent: 'passkey', answer, to })

/** Asks for a passkey, and sends what it answers to the form of this page. */
export function PasskeyButton({ use, to, label, variant = 'secondary' }: PasskeyButtonProps) {
  const submit = useSubmit()
  const navigation = useNavigation()
  const { ask, asking, problem } = usePasskey(use, (answer) => submit(sent(answer, to), { method: 'post' }))
  const isSent = navigation.formData?.get('intent') === 'passkey'
  return (
    <div className="flex flex-col gap-3 noscript:hidden">
      <Button variant={variant} size="lg" icon={KeyRound} onClick={ask} busy={asking || isSent}>
        {label}
      </Button>
      {problem ? (
        <Notice tone="caution" live>
          {problem}
        </Notice>
      ) : null}
    </div>
  )
}

/** On the sign-in page: the button, and the browser's own offer beside the addresses it remembers. */
export function PasskeySignIn({ to }: { to: string }) {
  const { t } = useTranslation()
  const submit = useSubmit()
  usePasskeyAutofill((answer) => submit(sent(answer, to), { method: 'post' }))
  return (
    <div className="mt-3">
      <PasskeyButton use="sign_in" to={to} label={t('twoFactor.passkey.signIn')} />
    </div>
  )
}
