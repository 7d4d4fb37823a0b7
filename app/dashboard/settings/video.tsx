import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { type ClientActionFunctionArgs, Form, Link, useActionData, useLoaderData } from '@remix-run/react'
import { RotateCw } from 'lucide-react'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { parseForm, readForm } from '#app/forms.server.ts'
import { useSchemaForm } from '#app/forms.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { uploadText } from '#app/locales/en/upload.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { requireStaff } from '#app/sessions.server.ts'
import { Button } from '#app/ui/button.tsx'
import { ClockProvider } from '#app/ui/clock.tsx'
import { Field } from '#app/ui/field.tsx'
import { Input, Radio } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { PageHeader, Section } from '#app/ui/page.tsx'
import { sizeInWords } from '#app/ui/upload/upload-words.ts'
import { urls } from '#app/urls.ts'
import { Failure } from '#lib/failure.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { chooseVideoBy, preparerOf, VIDEO_CHOICES, videoChoice } from '#tenants/media/mux/choice.ts'
import { elsewhere, moveAll } from '#tenants/media/mux/move.ts'
import { prepareAllAgain, whatAgain } from '#tenants/media/prepare-again.ts'
import {
  LEAST_GRACE,
  MOST_GRACE,
  SOURCE_POLICIES,
  type SourcePolicy,
  type SourcesKept,
  setSourceRule,
  sourceRule,
  sourcesKept,
} from '#tenants/media/source-policy.ts'
import { usageOf } from '#tenants/media/usage.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { pageTitle } from '../page-title.ts'
import { type SaveAnswer, SaveLine, useSaving } from '../saving.tsx'
import { afterSuccess, orProblem } from '../unreachable.ts'
import { useLeaveWarning } from '../use-leave-warning.ts'
import { type PreparedBy, PreparedBySection } from './prepared-by-section.tsx'
import { SettingsTabs } from './settings-tabs.tsx'
import { UsageSection } from './usage-section.tsx'

const MONTHS = 12

const Rule = z.object({
  policy: z.enum(SOURCE_POLICIES),
  graceDays: z.coerce
    .number('forms.grace_days')
    .int('forms.grace_days')
    .min(LEAST_GRACE, 'forms.grace_days')
    .max(MOST_GRACE, 'forms.grace_days'),
})

const Choice = z.object({ choice: z.enum(VIDEO_CHOICES) })

/** What an action was about: the form of the rule has none of these in its address. */
const ABOUT = ['again', 'by', 'move'] as const
type About = (typeof ABOUT)[number] | 'rule'

interface VideoAnswer extends SaveAnswer {
  readonly about: About
  /** Videos that are prepared again now. */
  readonly begun: number | null
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
    data<VideoAnswer>({ about, savedAt: null, result: null, problem: null, begun: null, ...said }, status)
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
    await setSourceRule(tenant, person.id, form.value)
    return saved()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return answer(error.status, { problem: sentenceFor(error) })
  }
}

export function clientAction({ serverAction, request }: ClientActionFunctionArgs) {
  const about = aboutOf(request.url)
  return orProblem<VideoAnswer>(serverAction, (problem) => ({ about, savedAt: null, result: null, problem, begun: null }))
}

export default function VideoSettings() {
  const { slug, rule, kept, canArchive, older, months, by, hasMuxs, now } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const answered = useActionData<typeof action>()
  return (
    <ClockProvider now={now}>
      <PageHeader title={t('settings.title')} lead={t('videoSettings.lead')} />
      <SettingsTabs slug={slug} mayChange />
      <RuleForm rule={rule} kept={kept} canArchive={canArchive} />
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

type RuleFormProps = { rule: { policy: SourcePolicy; graceDays: number }; kept: SourcesKept; canArchive: boolean }

function RuleForm({ rule, kept, canArchive }: RuleFormProps) {
  const { t } = useTranslation()
  const plainly = useActionData<typeof action>()
  const warn = useLeaveWarning<'rule'>(t('dashboard.leave'))
  const saving = useSaving(
    plainly?.about === 'rule' ? plainly : undefined,
    useCallback((isUnsaved: boolean) => warn('rule', isUnsaved), [warn]),
  )
  const { fields, formProps, formErrors, errorsOf } = useSchemaForm(Rule, {
    id: 'rule',
    lastResult: saving.result,
    defaultValue: { policy: rule.policy, graceDays: String(rule.graceDays) },
  })
  const [chosen, choose] = useState<SourcePolicy>(rule.policy)
  return (
    <Section title={t('videoSettings.rule.title')} text={t('videoSettings.rule.why')} className="mt-10 max-w-2xl">
      <p className="mb-6">{keptInWords(kept, t)}</p>
      <saving.Form method="post" {...formProps} {...saving.form} className="flex flex-col gap-6">
        {formErrors ? (
          <Notice tone="danger" live>
            {formErrors.join(' ')}
          </Notice>
        ) : null}
        <fieldset className="flex flex-col gap-1">
          <legend className="mb-2 text-sm font-medium">{t('videoSettings.rule.legend')}</legend>
          {SOURCE_POLICIES.map((policy) => (
            <Radio
              key={policy}
              name={fields.policy.name}
              value={policy}
              defaultChecked={rule.policy === policy}
              disabled={policy === 'archive' && !canArchive}
              onChange={() => choose(policy)}
              label={t(`videoSettings.rule.${policy}`)}
              hint={policy === 'archive' && !canArchive ? t('videoSettings.rule.noArchive') : t(`videoSettings.rule.${policy}Hint`)}
            />
          ))}
        </fieldset>
        {chosen === 'delete' ? <Notice tone="caution">{t('videoSettings.rule.warning')}</Notice> : null}
        <Field
          id={fields.graceDays.id}
          label={t('videoSettings.rule.days')}
          hint={t('videoSettings.rule.daysHint')}
          error={errorsOf(fields.graceDays)}
        >
          <Input name={fields.graceDays.name} defaultValue={fields.graceDays.initialValue} inputMode="numeric" className="w-28" />
        </Field>
        <SaveLine saving={saving} label={t('videoSettings.rule.save')} className="flex flex-wrap items-center gap-4" />
      </saving.Form>
    </Section>
  )
}

function keptInWords(kept: SourcesKept, t: ReturnType<typeof useTranslation>['t']): string {
  const size = (bytes: number) => sizeInWords(bytes, uploadText)
  const now = kept.videos
    ? t(kept.videos === 1 ? 'videoSettings.rule.savesOne' : 'videoSettings.rule.saves', { size: size(kept.bytes), count: kept.videos })
    : t('videoSettings.rule.savesNone')
  const archived = kept.archivedVideos
    ? t('videoSettings.rule.archived', { size: size(kept.archivedBytes), count: kept.archivedVideos })
    : ''
  const gone = kept.gone ? t('videoSettings.rule.gone', { count: kept.gone }) : ''
  return [now, archived, gone].filter(Boolean).join(' ')
}
