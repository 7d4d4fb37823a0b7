import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { LogOut, MonitorSmartphone } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { readForm } from '#app/forms.server.ts'
import { deviceOf, requirePerson, staffToken } from '#app/sessions.server.ts'
import { Button } from '#app/ui/button.tsx'
import { Chip } from '#app/ui/chip.tsx'
import { ClockProvider } from '#app/ui/clock.tsx'
import { Row, Rows } from '#app/ui/list.tsx'
import { Section } from '#app/ui/page.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import { endOneSession, endOtherSessions, sessionsOf } from '#tenants/registry/person-sessions.ts'
import { accountTitle } from './account-title.ts'
import { deviceName } from './device-name.server.ts'

export const meta: MetaFunction = () => accountTitle('staffAccount.sessions.tab')

const Intent = z.object({ intent: z.enum(['end', 'end_others']), session: z.string().max(64).optional() })

export function loader({ context, request }: LoaderFunctionArgs) {
  const person = requirePerson(context, request)
  const now = Date.now()
  const all = sessionsOf(context.lectern.schools.registry, person.id, staffToken(context, request), now)
  return { sessions: all.map(({ userAgent, ...session }) => ({ ...session, device: deviceName(userAgent) })), now }
}

export async function action({ context, request }: ActionFunctionArgs) {
  const person = requirePerson(context, request)
  const { intent, session = '' } = await readForm(request, Intent)
  const { registry } = context.lectern.schools
  const device = deviceOf(context, request)
  if (intent === 'end') await endOneSession(registry, person.id, session, device)
  else await endOtherSessions(registry, person.id, staffToken(context, request), device)
  return null
}

export default function Sessions() {
  const { sessions, now } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const others = useFetcher()
  return (
    <ClockProvider now={now}>
      <Section title={t('staffAccount.sessions.title')} text={t('staffAccount.sessions.text')}>
        <Rows className="border-t">
          {sessions.map((session) => (
            <SessionRow key={session.tokenHash} session={session} />
          ))}
        </Rows>
        {sessions.length > 1 ? (
          <others.Form method="post" className="mt-6">
            <Button type="submit" name="intent" value="end_others" busy={others.state !== 'idle'}>
              {t('staffAccount.sessions.endOthers')}
            </Button>
          </others.Form>
        ) : (
          <p className="mt-6 text-sm text-muted">{t('staffAccount.sessions.alone')}</p>
        )}
      </Section>
    </ClockProvider>
  )
}

type Session = ReturnType<typeof useLoaderData<typeof loader>>['sessions'][number]

function SessionRow({ session }: { session: Session }) {
  const { t } = useTranslation()
  const fetcher = useFetcher()
  const name = session.device ? t('staffAccount.sessions.device', session.device) : t('staffAccount.sessions.unknown')
  // It leaves at once; a refusal brings it back with the page's own data.
  if (fetcher.state !== 'idle') return null
  return (
    <Row
      lead={<MonitorSmartphone size={20} className="flex-none text-muted" />}
      title={name}
      text={
        <>
          {t('staffAccount.sessions.at', { address: session.address })} <RelativeTime at={session.createdAt} /> ·{' '}
          {t('staffAccount.sessions.seen')} <RelativeTime at={session.seenAt} />
        </>
      }
      aside={
        session.isThis ? (
          <Chip tone="good">{t('staffAccount.sessions.this')}</Chip>
        ) : (
          <fetcher.Form method="post">
            <input type="hidden" name="session" value={session.tokenHash} />
            <Button
              type="submit"
              name="intent"
              value="end"
              size="sm"
              variant="quiet"
              icon={LogOut}
              aria-label={t('staffAccount.sessions.endNamed', { device: name })}
            >
              {t('staffAccount.sessions.end')}
            </Button>
          </fetcher.Form>
        )
      }
    />
  )
}
