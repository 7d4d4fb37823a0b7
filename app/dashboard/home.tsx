import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { type ClientActionFunctionArgs, Link, type ShouldRevalidateFunctionArgs, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { readForm } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { pollable, usePolled } from '#app/polling.ts'
import { may, onlyOf, requireStaff } from '#app/sessions.server.ts'
import { ClockProvider } from '#app/ui/clock.tsx'
import { Section } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import { needsYou } from '#tenants/insights/needs-you.ts'
import { schoolToday } from '#tenants/insights/school-today.ts'
import { sinceVisit } from '#tenants/insights/since.ts'
import { catchUp, noteVisit } from '#tenants/insights/staff-seen.ts'
import { lastWeeks } from '#tenants/insights/weeks.ts'
import { seesFirstSteps, showFirstSteps } from '#tenants/registry/first-steps.ts'
import { namesOf } from '#tenants/registry/people.ts'
import { schoolProfile } from '#tenants/site/school-profile.ts'
import { BeingPrepared } from './home/being-prepared.tsx'
import { Greeting } from './home/greeting.tsx'
import { NeedsYou } from './home/needs.tsx'
import { LearningNow, NewestStudents } from './home/people-now.tsx'
import { Setup } from './home/setup.tsx'
import { Since, useVisit } from './home/since.tsx'
import { isVisit } from './home/visit.ts'
import { WeekFigures, weekInWords } from './home/week.tsx'
import { Weeks } from './home/weeks.tsx'
import { pageTitle } from './page-title.ts'
import { afterSuccess, orProblem } from './unreachable.ts'

export const meta: MetaFunction<typeof loader> = ({ matches }) => pageTitle(matches, catalogue('en').t('home.title'))

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const staff = requireStaff(context, request, params, 'school.see')
  const { tenant, person, grants } = staff
  const now = Date.now()
  const seesSetup = seesFirstSteps(context.lectern.schools.registry, person.id, tenant.id)
  const reach = onlyOf(staff)
  const isLook = new URL(request.url).searchParams.has('poll')
  const home = tenant.read((db) => ({
    name: schoolProfile(db).name,
    since: sinceVisit(db, { id: person.id, allowed: grants.permissions, reach }, now),
    needs: needsYou(db, grants.permissions, now, reach),
    // A look every few seconds has no use for what changes with the week.
    weeks: isLook ? null : lastWeeks(db, now, reach),
    ...schoolToday(db, now, reach),
  }))
  return {
    slug: tenant.slug,
    person: person.name.split(' ')[0] ?? person.name,
    // An assistant looks after people; what they cannot do is not put before them.
    makesCourses: may(staff, 'courses.manage'),
    isOwn: reach !== undefined,
    ...home,
    // Whoever does not see people sees nobody's name here either.
    ...(may(staff, 'people.see') ? {} : { learning: [], newest: [] }),
    names: namesOf(
      context.lectern.schools.registry,
      home.since.deeds.map(({ actor }) => actor),
    ),
    seesSetup,
    now,
  }
}

export const clientLoader = pollable

export const shouldRevalidate = (done: ShouldRevalidateFunctionArgs) => !isVisit(done) && afterSuccess(done)

export interface HomeAnswer {
  readonly problem: string | null
  /** Of who put the list of first steps away, or brought it back. */
  readonly steps?: 'shown' | 'hidden'
}

const Asked = z.union([z.object({ intent: z.enum(['visit', 'seen']) }), z.object({ steps: z.enum(['shown', 'hidden']) })])

export async function action({ context, request, params }: ActionFunctionArgs) {
  const { tenant, person } = requireStaff(context, request, params, 'school.see')
  const asked = await readForm(request, Asked)
  if ('steps' in asked) {
    const { steps } = asked
    await showFirstSteps(context.lectern.schools.registry, person.id, tenant.id, steps === 'shown')
    return { steps, problem: null } satisfies HomeAnswer
  }
  await { visit: noteVisit, seen: catchUp }[asked.intent](tenant, person.id)
  return { problem: null } satisfies HomeAnswer
}

export const clientAction = ({ serverAction }: ClientActionFunctionArgs) => orProblem<HomeAnswer>(serverAction, (problem) => ({ problem }))

type Today = ReturnType<typeof useLoaderData<typeof loader>>

const isRunning = ({ state }: Today['preparing'][number]) => state === 'processing'

export default function Home() {
  const loaded = useLoaderData<typeof loader>()
  const { known } = usePolled(loaded, urls.dashboard.homePoll(loaded.slug), ({ preparing }) => (preparing.some(isRunning) ? 4_000 : 30_000))
  const {
    slug,
    name,
    person,
    makesCourses,
    isOwn,
    week,
    setup,
    seesSetup,
    preparing,
    learning,
    newest,
    students,
    needs,
    since,
    names,
    now,
  } = known
  const weeks = known.weeks ?? loaded.weeks
  useVisit(slug, since.isDue)
  const { t } = useTranslation()
  const failed = preparing.filter((video) => video.state === 'failed')
  const running = preparing.filter(isRunning)
  const broken = makesCourses ? failed : []
  const isNew = newest.length === 0
  const said = [isNew ? t('home.said.new') : weekInWords(t, week), broken.length ? t('home.said.waits', { count: broken.length }) : null]
  return (
    <ClockProvider now={now}>
      <Greeting name={person} now={now} lead={said.filter(Boolean).join(' ')} />
      {broken.length || needs.length ? <NeedsYou slug={slug} videos={broken} needs={needs} /> : null}
      {makesCourses && seesSetup && setup.some((step) => !step.done) ? <Setup slug={slug} school={name} steps={setup} /> : null}
      {isNew ? null : <Since slug={slug} since={since} names={names} mayOpen={makesCourses} />}
      {isNew ? null : <WeekFigures week={week} />}
      {isNew || !weeks ? null : <Weeks weeks={weeks} now={now} isOwn={isOwn} />}
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
