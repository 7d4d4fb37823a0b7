import { sentence } from '#app/locales/sentences.ts'
import { isProvider, PROVIDER_TITLES } from '#integrations/oauth/provider.ts'

const FAILED = ['denied', 'away', 'refused', 'too_late', 'other_browser'] as const
type Failed = (typeof FAILED)[number]

/** Of a code like `oauth.denied` the part an address carries. */
export const failedCode = (code: string): Failed => FAILED.find((one) => code === `oauth.${one}`) ?? 'refused'

/** Why a sign-in by a provider came to nothing, as the address of the page says; null where it says nothing of it. */
export function failedSentence(search: URLSearchParams): string | null {
  const failed = FAILED.find((one) => one === search.get('failed'))
  const provider = search.get('provider') ?? undefined
  return failed && isProvider(provider) ? sentence(`failures.oauth.${failed}`, { provider: PROVIDER_TITLES[provider] }) : null
}
