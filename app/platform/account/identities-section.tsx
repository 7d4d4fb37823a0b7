import type { SubmissionResult } from '@conform-to/react'
import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { useSchemaForm } from '#app/forms.ts'
import { tooLong } from '#app/locales/sentences.ts'
import { IdentityList, type ShownIdentity } from '#app/oauth/identity-list.tsx'
import { ProviderMark } from '#app/oauth/provider-mark.tsx'
import { Button } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { PasswordInput } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { Section } from '#app/ui/page.tsx'
import { PROVIDER_TITLES, PROVIDERS, type ProviderName } from '#integrations/oauth/provider.ts'

export const LinkProvider = z.object({
  provider: z.enum(PROVIDERS),
  current: z.string('forms.required').min(1, 'forms.required').max(200, tooLong(200)),
})

interface IdentitiesSectionProps {
  readonly providers: readonly ProviderName[]
  readonly identities: readonly ShownIdentity[]
  readonly hasPassword: boolean
  readonly result: SubmissionResult<string[]> | undefined
}

/** Accounts elsewhere that open this one, and a form that links another. */
export function IdentitiesSection({ providers, identities, hasPassword, result }: IdentitiesSectionProps) {
  const { t } = useTranslation()
  if (providers.length === 0 && identities.length === 0) return null
  const isLast = !hasPassword && identities.length < 2
  return (
    <Section title={t('oauth.account.title')} text={t('oauth.account.text')} className="mt-12">
      <IdentityList identities={identities} lastWayIn={isLast ? t('oauth.account.lastWayIn') : undefined} />
      {hasPassword && providers.length > 0 ? <LinkForm providers={providers} result={result} /> : null}
    </Section>
  )
}

function LinkForm({ providers, result }: Pick<IdentitiesSectionProps, 'providers' | 'result'>) {
  const { t } = useTranslation()
  const { fields, formProps, formErrors, errorsOf, busy } = useSchemaForm(LinkProvider, { id: 'link-provider', lastResult: result })
  return (
    <Form method="post" {...formProps} className="mt-6 flex max-w-md flex-col items-start gap-5 *:w-full">
      <input type="hidden" name="intent" value="link" />
      {formErrors ? (
        <Notice tone="danger" live>
          {formErrors.join(' ')}
        </Notice>
      ) : null}
      <Field id={fields.current.id} label={t('staffAccount.signingIn.current')} error={errorsOf(fields.current)} required>
        <PasswordInput name={fields.current.name} autoComplete="current-password" />
      </Field>
      <div className="flex flex-wrap gap-3">
        {providers.map((provider) => (
          <Button key={provider} type="submit" name="provider" value={provider} busy={busy}>
            <ProviderMark provider={provider} />
            {t('oauth.account.link', { provider: PROVIDER_TITLES[provider] })}
          </Button>
        ))}
      </div>
    </Form>
  )
}
