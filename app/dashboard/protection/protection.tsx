import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { type ClientActionFunctionArgs, useActionData, useLoaderData } from '@remix-run/react'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { RequestUnreadable } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { may, requireStaff } from '#app/sessions.server.ts'
import { ClockProvider } from '#app/ui/clock.tsx'
import { Field, Fieldset } from '#app/ui/field.tsx'
import { Radio, Select, Switch } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { PageHeader, Section } from '#app/ui/page.tsx'
import { Failure } from '#lib/failure.ts'
import { COUNTRIES } from '#tenants/protection/countries.ts'
import { changeProtection, protectionOf } from '#tenants/protection/protection.ts'
import { pageTitle } from '../page-title.ts'
import { type SaveAnswer, SaveLine, useSaving } from '../saving.tsx'
import { SettingsTabs } from '../settings/settings-tabs.tsx'
import { afterSuccess, orProblem } from '../unreachable.ts'
import { useLeaveWarning } from '../use-leave-warning.ts'
import { AlwaysOn } from './always-on.tsx'
import { CountryChoice } from './country-choice.tsx'
import { WatermarkPreview } from './watermark-preview.tsx'

const WATERMARKS = ['off', 'name', 'email'] as const
const RULES = ['all', 'only', 'except'] as const
const MOST_STREAMS = 5

/** Nothing here is typed: what does not fit comes from no form of ours. */
const Choices = z.object({
  watermark: z.enum(WATERMARKS),
  streams: z.union([z.literal(''), z.coerce.number().int().min(1).max(MOST_STREAMS)]).transform((most) => (most === '' ? null : most)),
  countryRule: z.enum(RULES),
  countries: z.array(z.enum(COUNTRIES)),
  encrypts: z
    .literal('on')
    .nullable()
    .transform((sent) => sent !== null),
})

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('protection.title'))

export const shouldRevalidate = afterSuccess

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const staff = requireStaff(context, request, params, 'school.see')
  const { tenant } = staff
  const names = new Intl.DisplayNames(['en'], { type: 'region' })
  const countries = COUNTRIES.map((code) => ({ code, name: names.of(code) ?? code }))
  return {
    slug: tenant.slug,
    protection: tenant.read(protectionOf),
    countries: countries.sort((a, b) => a.name.localeCompare(b.name, 'en')),
    seesCountries: context.lectern.schools.env.countryHeader !== undefined,
    mayChange: may(staff, 'school.manage'),
    now: Date.now(),
  }
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const { tenant, person } = requireStaff(context, request, params, 'school.manage')
  const form = await request.formData()
  const sent = { ...Object.fromEntries(form), encrypts: form.get('encrypts'), countries: form.getAll('country') }
  const { data: choices } = Choices.safeParse(sent)
  if (!choices) throw new RequestUnreadable()
  const answer = (status: number, said: Partial<SaveAnswer>) =>
    data<SaveAnswer>({ savedAt: null, result: null, problem: null, ...said }, status)
  try {
    await changeProtection(tenant, person.id, choices, context.lectern.schools.env.countryHeader !== undefined)
    return answer(200, { savedAt: Date.now() })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return answer(error.status, { problem: sentenceFor(error) })
  }
}

export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return orProblem<SaveAnswer>(serverAction, (problem) => ({ savedAt: null, result: null, problem }))
}

export default function VideoProtection() {
  const { slug, protection, countries, seesCountries, mayChange, now } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const warn = useLeaveWarning<'protection'>(t('dashboard.leave'))
  const saving = useSaving(
    useActionData<typeof action>(),
    useCallback((isUnsaved: boolean) => warn('protection', isUnsaved), [warn]),
  )
  const [watermark, setWatermark] = useState<string>(protection.watermark)
  const [rule, setRule] = useState<string>(protection.countryRule)
  return (
    <ClockProvider now={now}>
      <PageHeader title={t('settings.title')} lead={t('protection.lead')} />
      <SettingsTabs slug={slug} mayChange={mayChange} />
      {mayChange ? null : <Notice className="mt-6">{t('settings.readOnly')}</Notice>}
      <saving.Form method="post" {...saving.form} className="mt-10">
        <fieldset disabled={!mayChange} className="grid min-w-0 gap-x-14 gap-y-10 xl:grid-cols-[minmax(0,1fr)_360px]">
          <div className="min-w-0 max-w-2xl">
            <Section title={t('protection.watermark.title')} text={t('protection.watermark.text')}>
              <div className="grid gap-x-8 gap-y-6 sm:grid-cols-2">
                <Fieldset id="watermark" legend={t('protection.watermark.legend')}>
                  {WATERMARKS.map((one) => (
                    <Radio
                      key={one}
                      name="watermark"
                      value={one}
                      defaultChecked={one === protection.watermark}
                      onChange={() => setWatermark(one)}
                      label={t(`protection.watermark.${one}`)}
                    />
                  ))}
                </Fieldset>
                <WatermarkPreview says={watermark} />
              </div>
            </Section>
            <Section title={t('protection.streams.title')} text={t('protection.streams.text')}>
              <Field id="streams" label={t('protection.streams.label')} className="max-w-56">
                <Select name="streams" defaultValue={protection.streams ?? ''}>
                  <option value="">{t('protection.streams.any')}</option>
                  {Array.from({ length: MOST_STREAMS }, (_, at) => at + 1).map((most) => (
                    <option key={most} value={most}>
                      {t('protection.streams.most', { count: most })}
                    </option>
                  ))}
                </Select>
              </Field>
            </Section>
            <Section title={t('protection.countries.title')} text={t('protection.countries.text')}>
              {seesCountries ? null : (
                <Notice tone={protection.countryRule === 'all' ? 'info' : 'caution'} className="mb-4">
                  {t(protection.countryRule === 'all' ? 'protection.countries.unseen' : 'protection.countries.unseenRule')}
                </Notice>
              )}
              <Fieldset id="rule" legend={t('protection.countries.legend')}>
                {RULES.map((one) => (
                  <Radio
                    key={one}
                    name="countryRule"
                    value={one}
                    defaultChecked={one === protection.countryRule}
                    disabled={one !== 'all' && !seesCountries}
                    onChange={() => setRule(one)}
                    label={t(`protection.countries.${one}`)}
                    hint={one === 'all' ? undefined : t(`protection.countries.${one}Hint`)}
                  />
                ))}
              </Fieldset>
              {seesCountries ? <CountryChoice countries={countries} chosen={protection.countries} isOpen={rule !== 'all'} /> : null}
            </Section>
            <Section title={t('protection.encryption.title')}>
              <Switch
                name="encrypts"
                defaultChecked={protection.encrypts}
                label={t('protection.encryption.label')}
                hint={t('protection.encryption.hint')}
              />
            </Section>
            {mayChange ? (
              <SaveLine saving={saving} label={t('protection.save')} className="mt-8 flex flex-wrap items-center gap-4" />
            ) : null}
          </div>
          <AlwaysOn />
        </fieldset>
      </saving.Form>
    </ClockProvider>
  )
}
