import { Form, useNavigation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { Section } from '#app/ui/page.tsx'

/** For who signs in by an account elsewhere alone. */
export function NoPassword({ sentTo }: { sentTo: string | undefined }) {
  const { t } = useTranslation()
  const busy = useNavigation().formData?.get('intent') === 'password_letter'
  return (
    <Section title={t('staffAccount.signingIn.password')} text={t('oauth.account.noPassword')} className="first:mt-0">
      {sentTo ? (
        <Notice tone="good" live className="mb-5">
          {t('oauth.account.passwordSent', { email: sentTo })}
        </Notice>
      ) : null}
      <Form method="post" className="flex flex-col items-start gap-3">
        <Button type="submit" name="intent" value="password_letter" busy={busy}>
          {t('oauth.account.passwordLetter')}
        </Button>
        <p className="text-sm text-muted">{t('oauth.account.needsPassword')}</p>
      </Form>
    </Section>
  )
}
