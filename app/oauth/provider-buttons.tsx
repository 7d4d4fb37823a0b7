import { Form, useNavigation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { PROVIDER_TITLES, type ProviderName } from '#integrations/oauth/provider.ts'
import { ProviderMark } from './provider-mark.tsx'

interface ProviderButtonsProps {
  readonly providers: readonly ProviderName[]
  /** Where its form goes. */
  readonly action: (provider: ProviderName) => string
  /** Where to go once signed in. */
  readonly to: string
}

/** Below a form that signs in: the other ways, where there are any. */
export function ProviderButtons({ providers, action, to }: ProviderButtonsProps) {
  const { t } = useTranslation()
  const { formAction } = useNavigation()
  if (providers.length === 0) return null
  return (
    <div className="mt-6">
      <p className="flex items-center gap-4 text-sm text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {t('oauth.or')}
      </p>
      <div className="mt-6 flex flex-col gap-3">
        {providers.map((provider) => (
          <Form key={provider} method="post" action={action(provider)} className="flex flex-col">
            <input type="hidden" name="to" value={to} />
            <Button type="submit" size="lg" busy={formAction === action(provider)}>
              <ProviderMark provider={provider} />
              {t('oauth.continue', { provider: PROVIDER_TITLES[provider] })}
            </Button>
          </Form>
        ))}
      </div>
    </div>
  )
}
