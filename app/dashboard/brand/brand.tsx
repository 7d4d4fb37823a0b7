import { type ActionFunctionArgs, data, type LinksFunction, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { type ClientActionFunctionArgs, useActionData, useLoaderData } from '@remix-run/react'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { parseForm, readForm } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentence, sentenceFor, unpackError } from '#app/locales/sentences.ts'
import { pollable, usePolled } from '#app/polling.ts'
import { coverPicture } from '#app/school-pictures.ts'
import { may, requireStaff } from '#app/sessions.server.ts'
import { Button } from '#app/ui/button.tsx'
import { ClockProvider } from '#app/ui/clock.tsx'
import faces from '#app/ui/faces.css?url'
import { Notice } from '#app/ui/notice.tsx'
import { PageHeader } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import { Failure } from '#lib/failure.ts'
import { Brand, changeBrand } from '#tenants/site/brand.ts'
import { applyLook, LOOKS } from '#tenants/site/looks.ts'
import { schoolFace } from '#tenants/site/pages.ts'
import { LOGO_VARIANTS, schoolLogo, setSchoolLogo } from '#tenants/site/school-logo.ts'
import { pageTitle } from '../page-title.ts'
import { type SaveAnswer, SaveLine, useSaving } from '../saving.tsx'
import { afterSuccess, orProblem } from '../unreachable.ts'
import { useLeaveWarning } from '../use-leave-warning.ts'
import { BrandChoices } from './brand-choices.tsx'
import { BrandPreview } from './brand-preview.tsx'
import { LogoVariants } from './logo-variants.tsx'

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('brand.title'))

export const links: LinksFunction = () => [{ rel: 'stylesheet', href: faces }]

export const shouldRevalidate = afterSuccess

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const staff = requireStaff(context, request, params, 'school.see')
  const { tenant } = staff
  return tenant.read((db) => {
    const { name, accent, fonts, corners, theme, ...pictures } = schoolFace(db)
    const shown = { light: pictures.logo, dark: pictures.logoDark, mark: pictures.mark }
    return {
      slug: tenant.slug,
      name,
      // What a later release has chosen and this one does not know is shown as it is on the site: as new.
      brand: Brand.catch({ accent, fonts: 'newsreader-geist', corners, theme }).parse({ accent, fonts, corners, theme }),
      looks: LOOKS,
      logos: LOGO_VARIANTS.map((variant) => ({
        variant,
        picture: coverPicture(shown[variant], '', tenant.origin)?.src ?? null,
        asset: schoolLogo(db, variant),
      })),
      mayChange: may(staff, 'school.manage'),
      now: Date.now(),
    }
  })
}

const Intent = z.object({ intent: z.enum(['save', 'logo']).catch('save'), look: z.string().max(40).optional() })
const ChosenLogo = z.object({ assetId: z.string().max(64).optional(), variant: z.enum(LOGO_VARIANTS) })

export interface BrandAnswer extends SaveAnswer {
  readonly intent: 'save' | 'logo'
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const { tenant, person } = requireStaff(context, request, params, 'school.manage')
  const { intent, look } = await readForm(request.clone(), Intent)
  const answer = (status: number, said: Partial<BrandAnswer>) =>
    data<BrandAnswer>({ intent, savedAt: null, result: null, problem: null, ...said }, status)
  try {
    if (look !== undefined) await applyLook(tenant, person.id, look)
    else if (intent === 'logo') {
      const { assetId, variant } = await readForm(request, ChosenLogo)
      await setSchoolLogo(tenant, person.id, assetId || null, variant)
    } else {
      const form = await parseForm(request, Brand)
      if (!form.ok) return answer(400, { result: form.reply().data, problem: sentence('forms.colour') })
      await changeBrand(tenant, person.id, form.value)
    }
    return answer(200, { savedAt: Date.now() })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return answer(error.status, { problem: sentenceFor(error) })
  }
}

export async function clientAction({ request, serverAction }: ClientActionFunctionArgs) {
  const form = await request.clone().formData()
  const intent = form.get('intent') === 'logo' ? 'logo' : 'save'
  return orProblem<BrandAnswer>(serverAction, (problem) => ({ intent, savedAt: null, result: null, problem }))
}

export const clientLoader = pollable

export default function BrandScreen() {
  const loaded = useLoaderData<typeof loader>()
  const { slug, name, brand: saved, looks, mayChange, now } = loaded
  const { logos } = usePolled(loaded, urls.dashboard.brandPoll(slug), (page) =>
    page.logos.some(({ asset }) => asset?.state === 'processing') ? 2_000 : null,
  ).known
  const { t } = useTranslation()
  const plainly = useActionData<typeof action>()
  const warn = useLeaveWarning<'brand'>(t('dashboard.leave'))
  const saving = useSaving(
    plainly?.intent === 'save' ? plainly : undefined,
    useCallback((isUnsaved: boolean) => warn('brand', isUnsaved), [warn]),
  )
  const [draft, setDraft] = useState<Brand>(saved)
  const choose = (change: Partial<Brand>) => {
    setDraft((before) => ({ ...before, ...change }))
    saving.form.onInput()
  }
  return (
    <ClockProvider now={now}>
      <PageHeader title={t('brand.title')} lead={t('brand.lead')} />
      {mayChange ? null : <Notice className="mt-6">{t('brand.readOnly')}</Notice>}
      <div className="mt-10 grid gap-x-12 gap-y-12 xl:grid-cols-[minmax(0,400px)_minmax(0,1fr)]">
        <div className="min-w-0">
          <saving.Form method="post" {...saving.form} noValidate>
            <input type="hidden" name="intent" value="save" />
            {/* Enter in a field presses the first button of a form, which would be a look. */}
            <button type="submit" hidden disabled={!mayChange} />
            <fieldset disabled={!mayChange} className="min-w-0">
              <BrandChoices
                draft={draft}
                looks={looks}
                choose={choose}
                accentErrors={saving.result?.error?.accent?.map((error) => unpackError(error, 'en'))}
              />
            </fieldset>
            {mayChange ? (
              <div className="sticky bottom-0 z-10 -mx-1 mt-8 flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line bg-paper px-1 py-3">
                <SaveLine saving={saving} label={t('brand.save')} />
                {saving.isUnsaved && !saving.isBusy ? (
                  <Button variant="quiet" onClick={() => choose(saved)}>
                    {t('brand.reset')}
                  </Button>
                ) : null}
              </div>
            ) : null}
          </saving.Form>
          <LogoVariants slug={slug} name={name} brand={draft} logos={logos} mayChange={mayChange} />
        </div>
        <BrandPreview slug={slug} saved={saved} draft={draft} className="max-xl:order-first xl:sticky xl:top-7 xl:self-start" />
      </div>
    </ClockProvider>
  )
}
