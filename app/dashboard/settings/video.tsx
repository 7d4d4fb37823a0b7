import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { type ClientActionFunctionArgs, Form, Link, useActionData, useLoaderData } from '@remix-run/react'
import { RotateCw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { parseForm, readForm } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { requireStaff } from '#app/sessions.server.ts'
import { Button } from '#app/ui/button.tsx'
import { ClockProvider } from '#app/ui/clock.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { PageHeader, Section } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import { Failure } from '#lib/failure.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { chooseVideoBy, preparerOf, VIDEO_CHOICES, videoChoice } from '#tenants/media/mux/choice.ts'
import { elsewhere, moveAll } from '#tenants/media/mux/move.ts'
import { prepareAllAgain, whatAgain } from '#tenants/media/prepare-again.ts'
import { setSourceRule, sourceRule, sourcesKept } from '#tenants/media/source-policy.ts'
import { beginsToDelete } from '#tenants/media/source-rule.ts'
import { usageOf } from '#tenants/media/usage.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { pageTitle } from '../page-title.ts'
import type { SaveAnswer } from '../saving.tsx'
import { afterSuccess, orProblem } from '../unreachable.ts'
import { type PreparedBy, PreparedBySection } from './prepared-by-section.tsx'
import { Rule, RuleForm, type RuleWish } from './rule-form.tsx'
import { SettingsTabs } from './settings-tabs.tsx'
import { UsageSection } from './usage-section.tsx'

const MONTHS = 12

const Choice = z.object({ choice: z.enum(VIDEO_CHOICES) })

/** What an action was about: the form of the rule has none of these in its address. */
const ABOUT = ['again', 'by', 'move'] as const
type About = (typeof ABOUT)[number] | 'rule'

interface VideoAnswer extends SaveAnswer {
  readonly about: About
  /** Videos that are prepared again now. */
  readonly begun: number | null
  /** A rule that deletes originals, sent before anybody said to be sure of it. */
  readonly asks: RuleWish | null
}

function aboutOf(url: string): About {
  const { searchParams } = new URL(url)
  return ABOUT.find((one) => searchParams.has(one)) ?? 'rule'
}

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('videoSettings.title'))

export const shouldRevalidate = afterSuccess

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant } = requireStaff(context, request, params, 'school.manage')
  const now = Date.now()
  return tenant.read((db) => {
    const { policy, graceDays } = sourceRule(db)
    return {
      slug: tenant.slug,
      rule: { policy, graceDays },
      kept: sourcesKept(db),
      canArchive: tenant.files.coldClass !== undefined,
      older: whatAgain(db, { olderLadder: true }),
      months: usageOf(db, now, MONTHS),
      by: tenant.mux ? preparedBy(tenant, db, tenant.mux) : null,
      hasMuxs: elsewhere(db, 'lectern').all > 0,
      now,
    }
  })
}

function preparedBy(tenant: Tenant, db: Reading, { place }: NonNullable<Tenant['mux']>): PreparedBy {
  const now = preparerOf(tenant, db)
  return { choice: videoChoice(db), now, platform: place.isDefault ? 'mux' : 'lectern', elsewhere: elsewhere(db, now) }
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const { tenant, person } = requireStaff(context, request, params, 'school.manage')
  const about = aboutOf(request.url)
  const answer = (status: number, said: Partial<VideoAnswer>) =>
    data<VideoAnswer>({ about, savedAt: null, result: null, problem: null, begun: null, asks: null, ...said }, status)
  const saved = () => answer(200, { savedAt: Date.now() })
  try {
    switch (about) {
      case 'again':
        return answer(200, { begun: (await prepareAllAgain(tenant, person.id, { olderLadder: true })).videos })
      case 'move':
        await moveAll(
          tenant,
          person.id,
          tenant.read((db) => preparerOf(tenant, db)),
        )
        return saved()
      case 'by':
        await chooseVideoBy(tenant, person.id, (await readForm(request, Choice)).choice)
        return saved()
    }
    const form = await parseForm(request, Rule)
    if (!form.ok) return answer(400, { result: form.reply().data })
    const before = tenant.read((db) => sourceRule(db).policy)
    if (beginsToDelete(form.value.policy, before) && !new URL(request.url).searchParams.has('sure'))
      return answer(409, { asks: form.value })
    await setSourceRule(tenant, person.id, form.value)
    return saved()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return answer(error.status, { problem: sentenceFor(error) })
  }
}

export function clientAction({ serverAction, request }: ClientActionFunctionArgs) {
  const about = aboutOf(request.url)
  return orProblem<VideoAnswer>(serverAction, (problem) => ({ about, savedAt: null, result: null, problem, begun: null, asks: null }))
}

export default function VideoSettings() {
  const { slug, rule, kept, canArchive, older, months, by, hasMuxs, now } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const answered = useActionData<typeof action>()
  return (
    <ClockProvider now={now}>
      <PageHeader title={t('settings.title')} lead={t('videoSettings.lead')} />
      <SettingsTabs slug={slug} mayChange />
      <RuleForm slug={slug} rule={rule} kept={kept} canArchive={canArchive} answered={answered?.about === 'rule' ? answered : undefined} />
      {by ? <PreparedBySection key={by.choice} slug={slug} by={by} said={saidOfBy(answered)} /> : null}
      <Section title={t('videoSettings.again.title')} className="mt-14 max-w-2xl">
        {answered?.begun ? (
          <Notice tone="good" live className="mb-5">
            {t('videoSettings.again.begun', { count: answered.begun })}{' '}
            <Link to={urls.dashboard.jobs(slug)} className="link">
              {t('videoSettings.again.jobs')}
            </Link>
          </Notice>
        ) : null}
        {older.videos ? (
          <>
            <p className="text-soft">
              {t('videoSettings.again.older', { count: older.videos })} {t('videoSettings.again.how')}
            </p>
            {older.gone ? <p className="mt-2 text-muted">{t('videoSettings.again.gone', { count: older.gone })}</p> : null}
            <Form method="post" action={urls.dashboard.videosAgain(slug)} className="mt-5">
              <Button type="submit" icon={RotateCw}>
                {t('videoSettings.again.act')}
              </Button>
            </Form>
          </>
        ) : (
          <p className="text-muted">
            {older.gone ? t('videoSettings.again.gone', { count: older.gone }) : t('videoSettings.again.current')}
          </p>
        )}
      </Section>
      <UsageSection months={months} hasMuxs={hasMuxs} />
    </ClockProvider>
  )
}

const saidOfBy = (answered: VideoAnswer | undefined): Parameters<typeof PreparedBySection>[0]['said'] =>
  answered?.about === 'by' || answered?.about === 'move'
    ? { done: answered.savedAt === null ? null : answered.about === 'by' ? 'chosen' : 'moved', problem: answered.problem }
    : { done: null, problem: null }
