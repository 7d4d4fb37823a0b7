import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { type ClientActionFunctionArgs, useFetcher, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { useAnswer } from '#app/answers.ts'
import { readForm } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { pollable, usePolled } from '#app/polling.ts'
import { onlyOf, requireStaff } from '#app/sessions.server.ts'
import { Button } from '#app/ui/button.tsx'
import { ClockProvider } from '#app/ui/clock.tsx'
import { Row, Rows } from '#app/ui/list.tsx'
import { PageHeader, Section } from '#app/ui/page.tsx'
import { useToast } from '#app/ui/toast.tsx'
import { urls } from '#app/urls.ts'
import { NOTICE_KINDS, type NoticeKind } from '#tenants/insights/notice-kinds.ts'
import { noticesFor } from '#tenants/insights/notices.ts'
import { hearNotices, markRead, muteNotices } from '#tenants/insights/staff-seen.ts'
import { namesOf } from '#tenants/registry/people.ts'
import { pageTitle } from '../page-title.ts'
import { afterSuccess, orProblem } from '../unreachable.ts'
import { NoticeList } from './notice-list.tsx'
import { ReadAll } from './read-all.tsx'

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('notices.title'))

export const shouldRevalidate = afterSuccess

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const staff = requireStaff(context, request, params, 'school.see')
  const { tenant, person, grants } = staff
  const now = Date.now()
  const told = tenant.read((db) => noticesFor(db, { id: person.id, allowed: grants.permissions, reach: onlyOf(staff) }, now))
  const actors = told.notices.map((notice) => (notice.kind === 'colleagues' ? notice.actor : null))
  return { school: tenant.slug, ...told, names: namesOf(context.lectern.schools.registry, actors), now }
}

export const clientLoader = pollable

export type NoticesData = ReturnType<typeof useLoaderData<typeof loader>>

export interface NoticesAnswer {
  readonly problem: string | null
}

const number = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const Change = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('read'), seq: number, at: number }),
  z.object({ intent: z.literal('mute'), kind: z.enum(NOTICE_KINDS) }),
  z.object({ intent: z.literal('hear'), kind: z.enum(NOTICE_KINDS) }),
])

export async function action({ context, request, params }: ActionFunctionArgs) {
  const { tenant, person } = requireStaff(context, request, params, 'school.see')
  const change = await readForm(request, Change)
  if (change.intent === 'read') await markRead(tenant, person.id, change)
  else await { mute: muteNotices, hear: hearNotices }[change.intent](tenant, person.id, change.kind)
  return { problem: null } satisfies NoticesAnswer
}

export const clientAction = ({ serverAction }: ClientActionFunctionArgs) =>
  orProblem<NoticesAnswer>(serverAction, (problem) => ({ problem }))

export default function Notifications() {
  const { known } = usePolled(
    useLoaderData<typeof loader>(),
    urls.dashboard.notificationsPoll(useLoaderData<typeof loader>().school),
    () => 30_000,
  )
  const { school, notices, unread, upTo, kinds, names, now } = known
  const { t } = useTranslation()
  return (
    <ClockProvider now={now}>
      <PageHeader
        title={t('notices.title')}
        meta={t('notices.lead')}
        actions={unread ? <ReadAll school={school} upTo={upTo} /> : undefined}
      />
      <div className="mt-8 grid gap-x-12 gap-y-10 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="min-w-0">
          <h2 className="sr-only">{t('notices.title')}</h2>
          <NoticeList school={school} notices={notices} names={names} />
        </div>
        {kinds.length ? (
          <Section title={t('notices.hear.title')} text={t('notices.hear.text')} className="mt-0">
            <Rows className="border-t">
              {kinds.map(({ kind, isMuted }) => (
                <Kind key={kind} school={school} kind={kind} isMuted={isMuted} />
              ))}
            </Rows>
          </Section>
        ) : null}
      </div>
    </ClockProvider>
  )
}

function Kind({ school, kind, isMuted }: { school: string; kind: NoticeKind; isMuted: boolean }) {
  const { t } = useTranslation()
  const toast = useToast()
  const fetcher = useFetcher<NoticesAnswer>()
  useAnswer(fetcher.data, ({ problem }) => {
    if (problem) toast({ id: kind, tone: 'danger', text: problem })
  })
  const sent = fetcher.formData?.get('intent')
  const muted = sent ? sent === 'mute' : isMuted
  const name = t(`notices.kinds.${kind}`)
  return (
    <Row
      title={<span className={muted ? 'text-muted' : undefined}>{name}</span>}
      text={muted ? t('notices.hear.muted') : undefined}
      aside={
        <fetcher.Form method="post" action={urls.dashboard.notifications(school)}>
          <input type="hidden" name="kind" value={kind} />
          <Button
            type="submit"
            name="intent"
            value={muted ? 'hear' : 'mute'}
            size="sm"
            aria-label={`${t(muted ? 'notices.hear.unmute' : 'notices.hear.mute')}: ${name}`}
          >
            {t(muted ? 'notices.hear.unmute' : 'notices.hear.mute')}
          </Button>
        </fetcher.Form>
      }
    />
  )
}
