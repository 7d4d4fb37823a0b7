import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { useSchemaForm } from '#app/forms.ts'
import { IdentityList, type ShownIdentity } from '#app/oauth/identity-list.tsx'
import { ProviderMark } from '#app/oauth/provider-mark.tsx'
import { Button } from '#app/ui/button.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { Section } from '#app/ui/page.tsx'
import { PROVIDER_TITLES, type ProviderName } from '#integrations/oauth/provider.ts'
import { LinkForm } from './forms.ts'
import { canProve, ProofField, type Proofs } from './proof-field.tsx'
import type { SigningInAnswer } from './signing-in.server.ts'

interface IdentitiesSectionProps {
  readonly providers: readonly ProviderName[]
  readonly identities: readonly ShownIdentity[]
  readonly proofs: Proofs
  readonly answer: SigningInAnswer | undefined
  /** What became of linking one. */
  readonly linked: boolean
  readonly failed: string | null
}

/** Accounts elsewhere that open this one, and a form that links another. */
export function IdentitiesSection({ providers, identities, proofs, answer, linked, failed }: IdentitiesSectionProps) {
  const { t } = useTranslation()
  const { fields, formProps, formErrors, errorsOf, busy } = useSchemaForm(LinkForm, {
    id: 'link-form',
    lastResult: answer?.result ?? undefined,
  })
  if (providers.length === 0 && identities.length === 0) return null
  return (
    <Section title={t('oauth.account.title')} text={t('oauth.account.text')}>
      {linked ? (
        <Notice tone="good" live className="mb-5">
          {t('oauth.account.linked')}
        </Notice>
      ) : null}
      {failed ? (
        <Notice tone="caution" live className="mb-5">
          {failed}
        </Notice>
      ) : null}
      <IdentityList identities={identities} />
      {providers.length > 0 ? (
        <Form method="post" {...formProps} className="mt-6 flex max-w-md flex-col gap-5">
          <input type="hidden" name="intent" value="link" />
          {formErrors ? (
            <Notice tone="danger" live>
              {formErrors.join(' ')}
            </Notice>
          ) : null}
          <ProofField proofs={proofs} id={fields.password.id} errors={errorsOf(fields.password)} />
          {canProve(proofs) ? (
            <div className="flex flex-wrap gap-3">
              {providers.map((provider) => (
                <Button key={provider} type="submit" name="provider" value={provider} busy={busy}>
                  <ProviderMark provider={provider} />
                  {t('oauth.account.link', { provider: PROVIDER_TITLES[provider] })}
                </Button>
              ))}
            </div>
          ) : null}
        </Form>
      ) : null}
    </Section>
  )
}
