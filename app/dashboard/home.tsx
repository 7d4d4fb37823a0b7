import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { type ClientActionFunctionArgs, Link, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { readForm } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { pollable, usePolled } from '#app/polling.ts'
import { may, requireStaff } from '#app/sessions.server.ts'
import { ClockProvider } from '#app/ui/clock.tsx'
import { Section } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import { schoolToday } from '#tenants/insights/school-today.ts'
import { seesFirstSteps, showFirstSteps } from '#tenants/registry/first-steps.ts'
import { schoolProfile } from '#tenants/site/school-profile.ts'
import { BeingPrepared, NeedsYou } from './home/being-prepared.tsx'
import { Greeting } from './home/greeting.tsx'
import { LearningNow, NewestStudents } from './home/people-now.tsx'
import { Setup } from './home/setup.tsx'
import { WeekFigures, weekInWords } from './home/week.tsx'
import { afterSuccess, orProblem } from './unreachable.ts'

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: [catalogue('en').t('home.title'), data?.name].filter(Boolean).join(' · ') },
]

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const staff = requireStaff(context, request, params, 'school.see')
  const { tenant, person } = staff
  const now = Date.now()
  const seesSetup = seesFirstSteps(context.lectern.schools.registry, person.id, tenant.id)
  return tenant.read((db) => ({
    slug: tenant.slug,
    name: schoolProfile(db).name,
    person: person.name.split(' ')[0] ?? person.name,
    // An assistant looks after people; what they cannot do is not put before them.
    makesCourses: may(staff, 'courses.manage'),
    seesSetup,
    ...schoolToday(db, now),
    now,
  }))
}

const Setting = z.object({ steps: z.enum(['shown', 'hidden']) })

export interface StepsAnswer {
  readonly steps: 'shown' | 'hidden'
  readonly problem: string | null
}

/** Puts the list of first steps away, for this person, or brings it back. */
export async function action({ context, request, params }: ActionFunctionArgs) {
  const { tenant, person } = requireStaff(context, request, params, 'school.see')
  const { steps } = await readForm(request, Setting)
  await showFirstSteps(context.lectern.schools.registry, person.id, tenant.id, steps === 'shown')
  return { steps, problem: null } satisfies StepsAnswer
}

export const clientAction = ({ serverAction }: ClientActionFunctionArgs) =>
  orProblem<StepsAnswer>(serverAction, (problem) => ({ steps: 'shown', problem }))

export const shouldRevalidate = afterSuccess

export const clientLoader = pollable

type Today = ReturnType<typeof useLoaderData<typeof loader>>

const isRunning = ({ state }: Today['preparing'][number]) => state === 'processing'

export default function Home() {
  const loaded = useLoaderData<typeof loader>()
  const { known } = usePolled(loaded, urls.dashboard.homePoll(loaded.slug), ({ preparing }) => (preparing.some(isRunning) ? 4_000 : 30_000))
  const { slug, name, person, makesCourses, week, setup, seesSetup, preparing, learning, newest, students, now } = known
  const { t } = useTranslation()
  const failed = preparing.filter((video) => video.state === 'failed')
  const running = preparing.filter(isRunning)
  const needsHelp = makesCourses && failed.length > 0
  const isNew = students === 0
  const said = [isNew ? t('home.said.new') : weekInWords(t, week), needsHelp ? t('home.said.waits', { count: failed.length }) : null]
  return (
    <ClockProvider now={now}>
      <Greeting name={person} now={now} lead={said.filter(Boolean).join(' ')} />
      {needsHelp ? <NeedsYou slug={slug} videos={failed} /> : null}
      {makesCourses && seesSetup && setup.some((step) => !step.done) ? <Setup slug={slug} school={name} steps={setup} /> : null}
      {isNew ? null : <WeekFigures week={week} />}
      {isNew && !running.length ? null : (
        <div className="mt-12 grid gap-x-12 gap-y-10 lg:grid-cols-2">
          {isNew ? null : (
            <div className="min-w-0">
              <Section title={t('home.learning.title')}>
                <LearningNow learners={learning} />
              </Section>
            </div>
          )}
          <div className="min-w-0">
            {running.length ? (
              <Section
                title={t('home.preparing.title')}
                aside={makesCourses ? <Link to={urls.dashboard.jobs(slug)}>{t('home.preparing.all')}</Link> : undefined}
              >
                <BeingPrepared slug={slug} videos={running} mayOpen={makesCourses} />
              </Section>
            ) : null}
            {isNew ? null : (
              <Section title={t('home.newest.title')}>
                <NewestStudents slug={slug} newest={newest} students={students} />
              </Section>
            )}
          </div>
        </div>
      )}
    </ClockProvider>
  )
}
