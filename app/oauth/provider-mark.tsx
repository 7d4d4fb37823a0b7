import type { ProviderName } from '#integrations/oauth/provider.ts'

/** The providers' own signs, in one colour. Decoration: the name always stands beside it. */
const PATHS: Readonly<Record<ProviderName, string>> = {
  google:
    'M12 10.9v3.3h4.7c-.2 1.2-1.5 3.6-4.7 3.6a5.3 5.3 0 0 1 0-10.6c1.6 0 2.7.7 3.3 1.3l2.3-2.2A8.4 8.4 0 0 0 12 4a8.5 8.5 0 1 0 0 17c4.9 0 8.2-3.4 8.2-8.3 0-.6-.1-1.1-.2-1.7z',
  github:
    'M12 2.5a9.7 9.7 0 0 0-3 18.9c.5 0 .6-.2.6-.5v-1.8c-2.7.6-3.2-1.1-3.2-1.1-.5-1.1-1.1-1.4-1.1-1.4-.9-.6.1-.6.1-.6 1 .1 1.5 1 1.5 1 .9 1.5 2.3 1.1 2.8.8.1-.6.4-1 .6-1.3-2.1-.2-4.4-1.1-4.4-4.8 0-1 .4-1.9 1-2.6-.1-.2-.4-1.2.1-2.6 0 0 .8-.2 2.6 1a9 9 0 0 1 4.8 0c1.8-1.2 2.6-1 2.6-1 .5 1.4.2 2.4.1 2.6.6.7 1 1.6 1 2.6 0 3.7-2.2 4.5-4.4 4.8.3.3.7.9.7 1.8v2.6c0 .3.1.5.6.5a9.7 9.7 0 0 0-3-18.9z',
}

export const ProviderMark = ({ provider, size = 18 }: { provider: ProviderName; size?: number }) => (
  <svg viewBox="0 0 24 24" width={size} height={size} fill="currentColor" aria-hidden="true" className="flex-none">
    <path d={PATHS[provider]} />
  </svg>
)
