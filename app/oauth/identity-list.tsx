import { useFetcher } from '@remix-run/react'
import { Unlink } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { Row, Rows } from '#app/ui/list.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import { PROVIDER_TITLES, type ProviderName } from '#integrations/oauth/provider.ts'
import { ProviderMark } from './provider-mark.tsx'

export interface ShownIdentity {
  readonly provider: ProviderName
  readonly subject: string
  readonly email: string
  readonly linkedAt: number
  readonly usedAt: number
}

interface IdentityListProps {
  readonly identities: readonly ShownIdentity[]
  /** Why the last one stays. */
  readonly lastWayIn?: string | undefined
}

/** Accounts elsewhere that open this one. */
export function IdentityList({ identities, lastWayIn }: IdentityListProps) {
  const { t } = useTranslation()
  if (identities.length === 0) return <p className="text-sm text-muted">{t('oauth.account.none')}</p>
  return (
    <>
      <Rows className="border-t">
        {identities.map((identity) => (
          <IdentityRow key={`${identity.provider} ${identity.subject}`} identity={identity} stays={lastWayIn !== undefined} />
        ))}
      </Rows>
      {lastWayIn ? <p className="mt-3 text-sm text-muted">{lastWayIn}</p> : null}
    </>
  )
}

function IdentityRow({ identity, stays }: { identity: ShownIdentity; stays: boolean }) {
  const { t } = useTranslation()
  const fetcher = useFetcher<{ problem?: string | null }>()
  const { provider, subject, linkedAt, usedAt } = identity
  const email = identity.email || t('oauth.account.noEmail')
  const title = PROVIDER_TITLES[provider]
  // It leaves at once; a refusal brings it back with the page's own data.
  if (fetcher.state !== 'idle') return null
  return (
    <Row
      lead={<ProviderMark provider={provider} size={20} />}
      title={
        <>
          {title} · <span className="wrap-anywhere">{email}</span>
        </>
      }
      text={
        <>
          {t('oauth.account.linkedOn')} <RelativeTime at={linkedAt} /> · {t('oauth.account.usedOn')} <RelativeTime at={usedAt} />
        </>
      }
      aside={
        stays ? null : (
          <fetcher.Form method="post">
            <input type="hidden" name="provider" value={provider} />
            <input type="hidden" name="subject" value={subject} />
            <Button
              type="submit"
              name="intent"
              value="unlink"
              size="sm"
              variant="quiet"
              icon={Unlink}
              aria-label={t('oauth.account.unlinkNamed', { provider: title, email })}
            >
              {t('oauth.account.unlink')}
            </Button>
          </fetcher.Form>
        )
      }
    >
      {fetcher.data?.problem ? (
        <Notice tone="danger" live>
          {fetcher.data.problem}
        </Notice>
      ) : null}
    </Row>
  )
}
