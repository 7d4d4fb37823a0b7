import { type ActionFunctionArgs, data, type LinksFunction, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { parseForm, readForm } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { unpackError } from '#app/locales/sentences.ts'
import { pollable, usePolled } from '#app/polling.ts'
import { coverPicture, markOf } from '#app/school-pictures.ts'
import { requireStaff } from '#app/sessions.server.ts'
import { AccentChoice } from '#app/ui/accent-choice.tsx'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import faces from '#app/ui/faces.css?url'
import { Section } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import { accentStyle } from '#lib/accent.ts'
import { Brand, changeBrand } from '#tenants/site/brand.ts'
import { applyLook, LOOKS } from '#tenants/site/looks.ts'
import { schoolFace } from '#tenants/site/pages.ts'
import { schoolLogo } from '#tenants/site/school-logo.ts'
import { useAccentText } from '../brand/accent-text.ts'
import { BrandPreview } from '../brand/brand-preview.tsx'
import { LogoVariants } from '../brand/logo-variants.tsx'
import { LookChoice } from '../brand/specimens.tsx'
import { useKeptForm } from '../courses/use-kept-form.ts'
import { WelcomeFrame } from './welcome-frame.tsx'

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: [catalogue('en').t('welcome.look.title'), data?.mark.name].filter(Boolean).join(' · ') },
]

export const links: LinksFunction = () => [{ rel: 'stylesheet', href: faces }]

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant } = requireStaff(context, request, params, 'school.manage')
  return tenant.read((db) => {
    const face = schoolFace(db)
    const { accent, fonts, corners, theme } = face
    return {
      slug: tenant.slug,
      now: Date.now(),
      brand: Brand.catch({ accent, fonts: 'newsreader-geist', corners, theme }).parse({ accent, fonts, corners, theme }),
      looks: LOOKS,
      mark: markOf({ ...face, logo: face.mark, logoDark: null }, tenant.origin),
      logo: {
        variant: 'light' as const,
        picture: coverPicture(face.logo, '', tenant.origin)?.src ?? null,
        asset: schoolLogo(db, 'light'),
      },
    }
  })
}

const Pressed = z.object({ look: z.string().max(40).optional() })

export async function action({ context, request, params }: ActionFunctionArgs) {
  const { tenant, person } = requireStaff(context, request, params, 'school.manage')
  const { look } = await readForm(request.clone(), Pressed)
  // Without script a look is tried on by taking it; one looks at it, and goes on.
  if (look !== undefined) {
    await applyLook(tenant, person.id, look)
    return redirect(urls.dashboard.welcome(tenant.slug))
  }
  const form = await parseForm(request, Brand)
  if (!form.ok) return data(form.reply().data, 400)
  await changeBrand(tenant, person.id, form.value)
  return redirect(urls.dashboard.firstCourse(tenant.slug))
}

export const clientLoader = pollable

export default function WelcomeLook() {
  const loaded = useLoaderData<typeof loader>()
  const { slug, brand: saved, looks } = loaded
  const { logo, mark } = usePolled(loaded, urls.dashboard.welcomePoll(slug), (page) =>
    page.logo.asset?.state === 'processing' ? 2_000 : null,
  ).known
  const { t } = useTranslation()
  const answer = useActionData<typeof action>()
  const isBusy = useNavigation().formMethod !== undefined
  const [draft, setDraft] = useState<Brand>(saved)
  const { form, keep } = useKeptForm(`welcome-look ${slug}`, (values) => {
    const kept = Brand.safeParse(values)
    if (kept.success) setDraft(kept.data)
  })
  const choose = (change: Partial<Brand>) => setDraft((before) => ({ ...before, ...change }))
  useEffect(() => {
    if (draft !== saved) keep()
  })
  const errors = answer?.error?.accent?.map((error) => unpackError(error, 'en'))
  return (
    <div style={accentStyle(draft.accent)} className="contents">
      <WelcomeFrame slug={slug} school={mark} now="look" title={t('welcome.look.title')} lead={t('welcome.look.lead')}>
        <div className="grid gap-x-12 gap-y-10 lg:grid-cols-[minmax(0,400px)_minmax(0,1fr)]">
          <div className="min-w-0">
            <Form method="post" id="look" ref={form} noValidate>
              {/* Enter in a field presses the first button of a form, which would be a look. */}
              <button type="submit" hidden />
              <Section title={t('brand.looks.title')} className="mt-0">
                <LookChoice looks={looks} draft={draft} choose={choose} />
              </Section>
              <Section title={t('brand.accent.title')}>
                <AccentChoice
                  {...useAccentText()}
                  name="accent"
                  value={draft.accent}
                  error={errors}
                  onChange={(accent) => choose({ accent })}
                />
              </Section>
              {(['fonts', 'corners', 'theme'] as const).map((name) => (
                <input key={name} type="hidden" name={name} value={draft[name]} />
              ))}
            </Form>
            <LogoVariants slug={slug} name={mark.name} brand={draft} logos={[logo]} mayChange />
          </div>
          <BrandPreview key={logo.picture} slug={slug} saved={saved} draft={draft} className="lg:sticky lg:top-7 lg:self-start" />
        </div>
        <div className="sticky bottom-0 z-10 mt-8 flex flex-wrap items-center gap-3 border-t border-line bg-paper py-3">
          <Button type="submit" form="look" variant="primary" size="lg" busy={isBusy}>
            {t('welcome.look.submit')}
          </Button>
          <ButtonLink to={urls.dashboard.firstCourse(slug)} variant="quiet" size="lg">
            {t('welcome.skip')}
          </ButtonLink>
        </div>
      </WelcomeFrame>
    </div>
  )
}
