import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { catalogue } from '#app/locales/catalogue.ts'
import { optionalPerson } from '#app/sessions.server.ts'
import { ButtonLink } from '#app/ui/button.tsx'
import { Cover } from '#app/ui/cover.tsx'
import { SchoolFrame } from '#app/ui/frames/school-frame.tsx'
import { urls } from '#app/urls.ts'

export const meta: MetaFunction = () => [
  { title: catalogue('en').t('platform.home.title') },
  { name: 'description', content: catalogue('en').t('platform.home.lead') },
]

export const loader = ({ context, request }: LoaderFunctionArgs) => ({ signedIn: optionalPerson(context, request) !== undefined })

const POINTS = ['video', 'codes', 'own'] as const

export default function Home() {
  const { signedIn } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  return (
    <SchoolFrame
      school={{ name: t('platform.name'), to: urls.platform.home() }}
      links={[]}
      account={
        <ButtonLink to={signedIn ? urls.platform.schools() : urls.platform.signIn()}>
          {t(signedIn ? 'platform.nav.dashboard' : 'platform.nav.signIn')}
        </ButtonLink>
      }
    >
      <div className="grid items-center gap-10 lg:grid-cols-[minmax(0,1fr)_minmax(0,46%)] lg:gap-16">
        <div>
          <p className="text-sm text-muted">{t('platform.home.kicker')}</p>
          <h1 className="mt-4 text-4xl sm:text-5xl">{t('platform.home.headline')}</h1>
          <p className="mt-6 max-w-[46ch] text-lg text-soft">{t('platform.home.lead')}</p>
          <div className="mt-8 flex flex-wrap items-center gap-x-5 gap-y-3">
            <ButtonLink to={urls.platform.signUp()} variant="primary" size="lg">
              {t('platform.home.start')}
            </ButtonLink>
            <span className="text-sm text-muted">{t('platform.home.free')}</span>
          </div>
        </div>
        <Cover id="lectern-home" ratio="1/1" className="max-lg:hidden" />
      </div>
      <ul className="mt-20 grid gap-10 sm:grid-cols-3 lg:mt-28">
        {POINTS.map((point) => (
          <li key={point} className="border-t border-line pt-5">
            <h2 className="text-xl">{t(`platform.home.points.${point}.title`)}</h2>
            <p className="mt-2 text-soft">{t(`platform.home.points.${point}.text`)}</p>
          </li>
        ))}
      </ul>
    </SchoolFrame>
  )
}
