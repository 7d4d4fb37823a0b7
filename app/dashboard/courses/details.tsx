import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { type ClientActionFunctionArgs, useActionData, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { parseForm, readForm } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentence, sentenceFor } from '#app/locales/sentences.ts'
import { pollable, usePolled } from '#app/polling.ts'
import { coverPicture } from '#app/school-pictures.ts'
import { requireStaff } from '#app/sessions.server.ts'
import { Section } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import { Failure } from '#lib/failure.ts'
import { typedPrice } from '#lib/money.ts'
import { changeCourse } from '#tenants/courses/change-course.ts'
import { changeCover, courseCover } from '#tenants/courses/course-cover.ts'
import { courseById } from '#tenants/courses/find.ts'
import { pageTitle } from '../page-title.ts'
import type { SaveAnswer } from '../saving.tsx'
import { afterSuccess, orProblem } from '../unreachable.ts'
import { useLeaveWarning } from '../use-leave-warning.ts'
import { AboutForm, CoverForm, PriceForm, priceOf } from './course-schemas.ts'
import { CoverField } from './cover-field.tsx'
import { AboutCourseForm, CoursePriceForm } from './details-forms.tsx'

export const meta: MetaFunction<typeof loader> = ({ data: loaded, matches }) =>
  pageTitle(matches, catalogue('en').t('courses.header.details'), loaded?.course.title)

export const shouldRevalidate = afterSuccess

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant } = requireStaff(context, request, params, 'courses.manage')
  return tenant.read((db) => {
    const { id, title, outcome, description, price, currency, coverAssetId } = courseById(db, params.course ?? '')
    const { state, picture, reason } = courseCover(db, coverAssetId)
    return {
      now: Date.now(),
      school: tenant.slug,
      course: { id, title, outcome, description, price: typedPrice(price, currency), currency },
      cover: { state, picture: coverPicture(picture, '', tenant.origin), reason: reason && sentence(`jobs.reason.${reason}`) },
    }
  })
}

export const clientLoader = pollable

const Intent = z.object({ intent: z.enum(['about', 'price', 'cover']) })

/** What each form hears: that it was saved, or what stands in the way of it. */
export interface DetailsAnswer extends SaveAnswer {
  readonly intent: z.infer<typeof Intent>['intent']
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const { tenant, person } = requireStaff(context, request, params, 'courses.manage')
  const { intent } = await readForm(request.clone(), Intent)
  const answer = (status: number, said: Partial<DetailsAnswer>) =>
    data<DetailsAnswer>({ intent, savedAt: null, result: null, problem: null, ...said }, status)
  const saved = () => answer(200, { savedAt: Date.now() })
  const course = params.course ?? ''
  if (intent === 'about') {
    const form = await parseForm(request, AboutForm)
    if (!form.ok) return answer(400, { result: form.reply().data })
    const { title, outcome, description } = form.value
    await changeCourse(tenant, person.id, course, { title, outcome, description })
    return saved()
  }
  if (intent === 'price') {
    const form = await parseForm(request, PriceForm)
    if (!form.ok) return answer(400, { result: form.reply().data })
    const { price, currency } = form.value
    await changeCourse(tenant, person.id, course, { price: priceOf({ price, currency }) ?? 0, currency })
    return saved()
  }
  const { asset } = await readForm(request, CoverForm)
  try {
    await changeCover(tenant, person.id, course, asset || null)
    return saved()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return answer(error.status, { problem: sentenceFor(error) })
  }
}

export async function clientAction({ request, serverAction }: ClientActionFunctionArgs) {
  const { intent } = Intent.parse(Object.fromEntries(await request.clone().formData()))
  return orProblem<DetailsAnswer>(serverAction, (problem) => ({ intent, savedAt: null, result: null, problem }))
}

export default function Details() {
  const loaded = useLoaderData<typeof loader>()
  return <Page key={loaded.course.id} loaded={loaded} />
}

function Page({ loaded }: { loaded: ReturnType<typeof useLoaderData<typeof loader>> }) {
  const { t } = useTranslation()
  const { known } = usePolled(loaded, urls.dashboard.courseDetailsPoll(loaded.school, loaded.course.id), ({ cover }) =>
    cover.state === 'preparing' ? 1_500 : null,
  )
  const { school, course, cover } = known
  const here = urls.dashboard.courseDetails(school, course.id)
  const plainly = useActionData<typeof action>()
  const onUnsaved = useLeaveWarning<DetailsAnswer['intent']>(t('dashboard.leave'))
  return (
    <div className="grid gap-x-12 gap-y-12 lg:grid-cols-[minmax(0,1fr)_280px] xl:grid-cols-[minmax(0,1fr)_340px]">
      <h2 className="sr-only">{t('courses.details.title')}</h2>
      <div className="flex max-w-2xl min-w-0 flex-col gap-12">
        <AboutCourseForm course={course} plainly={plainly} onUnsaved={onUnsaved} />
        <CoursePriceForm course={course} plainly={plainly} onUnsaved={onUnsaved} />
      </div>
      <div>
        <Section title={t('courses.details.cover')} text={t('courses.details.coverText')}>
          <CoverField school={school} course={course} cover={cover} action={here} />
        </Section>
      </div>
    </div>
  )
}
