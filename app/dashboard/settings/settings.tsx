import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { type ClientActionFunctionArgs, Link, useActionData, useLoaderData } from '@remix-run/react'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { parseForm } from '#app/forms.server.ts'
import { useSchemaForm } from '#app/forms.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentenceFor, tooLong } from '#app/locales/sentences.ts'
import { coverPicture } from '#app/school-pictures.ts'
import { may, requireStaff } from '#app/sessions.server.ts'
import { ClockProvider } from '#app/ui/clock.tsx'
import { Field } from '#app/ui/field.tsx'
import { Input, Switch, Textarea } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { PageHeader, Section } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import { Failure } from '#lib/failure.ts'
import { schoolFace } from '#tenants/site/pages.ts'
import { changeSchool, schoolProfile } from '#tenants/site/school-profile.ts'
import { pageTitle } from '../page-title.ts'
import { type SaveAnswer, SaveLine, useSaving } from '../saving.tsx'
import { afterSuccess, orProblem } from '../unreachable.ts'
import { useLeaveWarning } from '../use-leave-warning.ts'
import { AddressSection } from './address-section.tsx'
import { SettingsTabs } from './settings-tabs.tsx'
import { SitePreview } from './site-preview.tsx'

const Profile = z.object({
  name: z.string('forms.required').trim().min(1, 'forms.required').max(80, tooLong(80)),
  tagline: z.string().trim().max(200, tooLong(200)).default(''),
  about: z.string().trim().max(5_000, tooLong(5_000)).default(''),
  instructorName: z.string().trim().max(80, tooLong(80)).default(''),
  openSignUp: z
    .literal('on')
    .optional()
    .transform((sent) => sent !== undefined),
})

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('settings.title'))

export const shouldRevalidate = afterSuccess

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const staff = requireStaff(context, request, params, 'school.see')
  const { tenant } = staff
  return tenant.read((db) => {
    const { name, tagline, about, instructorName, accent, logo } = schoolFace(db)
    const { openSignUp } = schoolProfile(db)
    return {
      slug: tenant.slug,
      site: tenant.url(urls.school.home()),
      profile: { name, tagline, about, instructorName },
      openSignUp,
      canOpenSignUp: context.lectern.providers.size > 0,
      accent,
      logo: coverPicture(logo, '', tenant.origin)?.src ?? null,
      mayChange: may(staff, 'school.manage'),
      now: Date.now(),
    }
  })
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const { tenant, person } = requireStaff(context, request, params, 'school.manage')
  const answer = (status: number, said: Partial<SaveAnswer>) =>
    data<SaveAnswer>({ savedAt: null, result: null, problem: null, ...said }, status)
  const form = await parseForm(request, Profile)
  if (!form.ok) return answer(400, { result: form.reply().data })
  try {
    const { openSignUp, ...face } = form.value
    // The switch is only on the page where there is a provider: without one it says nothing.
    const change = context.lectern.providers.size > 0 ? { ...face, openSignUp } : face
    await changeSchool(context.lectern.schools, tenant, person.id, change)
    return answer(200, { savedAt: Date.now() })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return answer(error.status, { problem: sentenceFor(error) })
  }
}

export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return orProblem<SaveAnswer>(serverAction, (problem) => ({ savedAt: null, result: null, problem }))
}

export default function Settings() {
  const { slug, site, profile, openSignUp, canOpenSignUp, accent, logo, mayChange, now } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const plainly = useActionData<typeof action>()
  const warn = useLeaveWarning<'settings'>(t('dashboard.leave'))
  const saving = useSaving(
    plainly,
    useCallback((isUnsaved: boolean) => warn('settings', isUnsaved), [warn]),
  )
  const { fields, formProps, formErrors, errorsOf } = useSchemaForm(Profile, {
    id: 'settings',
    lastResult: saving.result,
    defaultValue: profile,
  })
  const [shown, setShown] = useState({ name: profile.name, tagline: profile.tagline })
  return (
    <ClockProvider now={now}>
      <PageHeader title={t('settings.title')} lead={t('settings.lead')} />
      <SettingsTabs slug={slug} mayChange={mayChange} />
      {mayChange ? null : <Notice className="mt-6">{t('settings.readOnly')}</Notice>}
      <saving.Form method="post" {...formProps} {...saving.form} className="mt-10">
        <fieldset disabled={!mayChange} className="grid min-w-0 gap-x-14 gap-y-10 xl:grid-cols-[minmax(0,1fr)_400px]">
          <div className="min-w-0 max-w-2xl">
            {formErrors ? (
              <Notice tone="danger" live>
                {formErrors.join(' ')}
              </Notice>
            ) : null}
            <Section title={t('settings.school.title')}>
              <div className="flex flex-col gap-6">
                <Field id={fields.name.id} label={t('settings.school.name')} error={errorsOf(fields.name)} required>
                  <Input
                    name={fields.name.name}
                    defaultValue={fields.name.initialValue}
                    autoComplete="organization"
                    onChange={(event) => setShown({ ...shown, name: event.currentTarget.value })}
                  />
                </Field>
                <Field
                  id={fields.tagline.id}
                  label={t('settings.school.tagline')}
                  hint={t('settings.school.taglineHint')}
                  error={errorsOf(fields.tagline)}
                  optional
                >
                  <Input
                    name={fields.tagline.name}
                    defaultValue={fields.tagline.initialValue}
                    onChange={(event) => setShown({ ...shown, tagline: event.currentTarget.value })}
                  />
                </Field>
                <Field
                  id={fields.about.id}
                  label={t('settings.school.about')}
                  hint={t('settings.school.aboutHint')}
                  error={errorsOf(fields.about)}
                  optional
                >
                  <Textarea name={fields.about.name} defaultValue={fields.about.initialValue} rows={5} />
                </Field>
                <Field
                  id={fields.instructorName.id}
                  label={t('settings.school.instructor')}
                  hint={t('settings.school.instructorHint')}
                  error={errorsOf(fields.instructorName)}
                  optional
                >
                  <Input name={fields.instructorName.name} defaultValue={fields.instructorName.initialValue} autoComplete="name" />
                </Field>
              </div>
            </Section>
            {canOpenSignUp ? (
              <Section title={t('settings.signUp.title')}>
                <Switch
                  name={fields.openSignUp.name}
                  defaultChecked={openSignUp}
                  label={t('settings.signUp.label')}
                  hint={t('settings.signUp.hint')}
                />
              </Section>
            ) : null}
            {mayChange ? <SaveLine saving={saving} label={t('settings.save')} className="mt-8 flex flex-wrap items-center gap-4" /> : null}
          </div>
          <div className="xl:sticky xl:top-7 xl:self-start">
            <SitePreview {...shown} accent={accent} logo={logo} address={new URL(site).host} />
            <Link to={urls.dashboard.brand(slug)} className="link mt-3 inline-flex min-h-11 items-center text-sm">
              {t('settings.look.change')}
            </Link>
          </div>
        </fieldset>
      </saving.Form>
      <AddressSection site={site} />
    </ClockProvider>
  )
}
