import { useFetcher } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { Chip } from '#app/ui/chip.tsx'
import { Row, Rows } from '#app/ui/list.tsx'
import { Section } from '#app/ui/page.tsx'
import { RelativeTime } from '#app/ui/time.tsx'

interface SignedIn {
  readonly tokenHash: string
  readonly device: string
  readonly address: string
  readonly seenAt: number
  readonly isThis: boolean
}

/** Where the student is signed in, and the way to end it there. */
export function SessionsSection({ sessions }: { sessions: readonly SignedIn[] }) {
  const { t } = useTranslation()
  const others = useFetcher()
  const shown = others.state === 'idle' ? sessions : sessions.filter(({ isThis }) => isThis)
  return (
    <Section title={t('account.signIn.sessions')} text={t('account.signIn.sessionsText')}>
      <Rows className="border-t">
        {shown.map((session) => (
          <SessionLine key={session.tokenHash} session={session} />
        ))}
      </Rows>
      {shown.length > 1 ? (
        <others.Form method="post" className="mt-5">
          <Button type="submit" name="intent" value="end-others">
            {t('account.signIn.endOthers')}
          </Button>
        </others.Form>
      ) : null}
    </Section>
  )
}

function SessionLine({ session }: { session: SignedIn }) {
  const { t } = useTranslation()
  const fetcher = useFetcher()
  const { tokenHash, device, address, seenAt, isThis } = session
  if (fetcher.state !== 'idle') return null
  return (
    <Row
      title={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          {device}
          {isThis ? <Chip tone="good">{t('account.signIn.thisDevice')}</Chip> : null}
        </span>
      }
      text={
        <>
          {address} · {t('account.signIn.seen')} <RelativeTime at={seenAt} />
        </>
      }
      aside={
        isThis ? null : (
          <fetcher.Form method="post">
            <input type="hidden" name="intent" value="end" />
            <input type="hidden" name="session" value={tokenHash} />
            <Button type="submit" variant="quiet" aria-label={t('account.signIn.endNamed', { device, address })}>
              {t('account.signIn.end')}
            </Button>
          </fetcher.Form>
        )
      }
    />
  )
}
