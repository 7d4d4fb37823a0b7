import { type ActionFunctionArgs, data, type HeadersFunction, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { Link, useActionData, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { parseForm } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { packError } from '#app/locales/sentences.ts'
import { useRoot } from '#app/root.tsx'
import { pageTitle } from '#app/school/page-title.ts'
import { deviceOf, optionalStudent, redirectSignedIn, schoolOf, sourceOf } from '#app/sessions.server.ts'
import { Cover } from '#app/ui/cover.tsx'
import { PlainFrame } from '#app/ui/frames/plain-frame.tsx'
import { urls } from '#app/urls.ts'
import { Failure } from '#lib/failure.ts'
import { EmailTaken, SignInRefused, TooManyTries } from '#tenants/people/failures.ts'
import { normaliseCode, printCode } from '#tenants/sales/code-text.ts'
import { AlreadyEnrolled, CodeIsYours } from '#tenants/sales/failures.ts'
import { checkCode, redeemCode, redeemCodeAsNewStudent, redeemCodeSigningIn } from '#tenants/sales/redeem-code.ts'
import { type CourseCard, courseCard } from '#tenants/site/pages.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { CodeStep } from './code-step.tsx'
import { JoinStep } from './join-step.tsx'
import { CodeForm, JoinForm } from './redeem-forms.ts'

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('redeem.title'))

/** What a code opens; `card` only while the course is on the site. */
export interface Offer {
  readonly code: string
  readonly title: string
  readonly card: CourseCard | null
}

/** When to come again, for who has to wait. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

/** Only looks a code up, so that a link or a scanned card leads straight to the next step; it never redeems. */
export async function loader({ context, request }: LoaderFunctionArgs) {
  const tenant = schoolOf(context)
  const student = optionalStudent(context, request)?.student
  const typed = new URL(request.url).searchParams.get('code')?.slice(0, 100)
  const shown = {
    student: student?.name ?? null,
    code: typed ? printCode(normaliseCode(typed)) : '',
    offer: null,
    error: null,
    goTo: null,
  }
  if (!typed) return shown
  try {
    return { ...shown, offer: await lookUp(context, tenant, request, typed, student?.id) }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { ...shown, error: packError(error), goTo: courseOf(error, (slug) => urls.school.learnCourse(slug)) }
  }
}

export async function action({ context, request }: ActionFunctionArgs) {
  const tenant = schoolOf(context)
  const found = optionalStudent(context, request)
  if (found) return redeemSignedIn(context, tenant, found.student.id, request)
  const { step } = Object.fromEntries(await request.clone().formData())
  return step === 'join' ? join(context, tenant, request) : check(context, tenant, request)
}

type Context = LoaderFunctionArgs['context']
type Answer<T> = { readonly data: T; readonly init: ResponseInit | null }

/** Whether a code is good is told to nobody who does not spend a try for a wrong one. @throws what checkCode throws, TooManyTries */
const lookUp = (context: Context, tenant: Tenant, request: Request, typed: string, studentId?: string): Promise<Offer> =>
  context.lectern.throttle.redeem(sourceOf(context, request), studentId, () => offerOf(tenant, typed, studentId))

function offerOf(tenant: Tenant, typed: string, studentId?: string): Offer {
  return tenant.read((db) => {
    const { course } = checkCode(db, tenant.id, typed, Date.now(), studentId)
    return { code: printCode(normaliseCode(typed)), title: course.title, card: courseCard(db, course.id) ?? null }
  })
}

async function redeemSignedIn(context: Context, tenant: Tenant, studentId: string, request: Request) {
  const form = await parseForm(request, CodeForm)
  if (!form.ok) return answer(form.reply(), 'code')
  const { code } = form.value
  try {
    const course = await context.lectern.throttle.redeem(sourceOf(context, request), studentId, () => {
      offerOf(tenant, code, studentId)
      return redeemCode(tenant, studentId, code)
    })
    return redirect(urls.school.learnCourse(course.slug))
  } catch (error) {
    return answer(form.reply(error, 'code'), 'code', { goTo: courseOf(error, (slug) => urls.school.learnCourse(slug)) })
  }
}

async function check(context: Context, tenant: Tenant, request: Request) {
  const form = await parseForm(request, CodeForm)
  if (!form.ok) return answer(form.reply(), 'code')
  try {
    const { code } = await lookUp(context, tenant, request, form.value.code)
    // The code goes into the address, where a reload finds it.
    return redirect(urls.school.redeem(code))
  } catch (error) {
    return answer(form.reply(error, 'code'), 'code')
  }
}

async function join(context: Context, tenant: Tenant, request: Request) {
  const form = await parseForm(request.clone(), JoinForm)
  const standing = (code: string) => (code ? lookUp(context, tenant, request, code).catch(noOffer) : null)
  if (!form.ok)
    return answer(form.reply(), 'join', { offer: await standing(String((await request.formData()).get('code') ?? '').slice(0, 100)) })
  const { code, way, ...who } = form.value
  const { throttle } = context.lectern
  const [source, device] = [sourceOf(context, request), deviceOf(context, request)]
  try {
    const { course, token, isUsed } =
      way === 'new'
        ? { ...(await throttle.redeem(source, undefined, () => redeemCodeAsNewStudent(tenant, who, code, device))), isUsed: true }
        : await throttle.redeem(source, undefined, async () => {
            offerOf(tenant, code)
            return throttle.signIn(source, who.email, () => redeemCodeSigningIn(tenant, who, code, device))
          })
    // Signed in, the page says that the code was not needed, and leads to the course.
    return redirectSignedIn(context, 'student', token, isUsed ? urls.school.learnCourse(course.slug) : urls.school.redeem(code))
  } catch (error) {
    // A code that was just refused is not tried again, and who tried too often learns nothing more.
    const isOver = error instanceof TooManyTries || fieldOf(error) === 'code'
    return answer(form.reply(error, fieldOf(error)), 'join', { offer: isOver ? null : await standing(code) })
  }
}

function fieldOf(error: unknown): keyof typeof JoinForm.shape | undefined {
  if (error instanceof EmailTaken) return 'email'
  if (error instanceof SignInRefused) return 'password'
  if (error instanceof TooManyTries) return undefined
  return error instanceof Failure && error.code.startsWith('sales.') ? 'code' : undefined
}

const courseOf = (error: unknown, to: (slug: string) => string): string | null =>
  error instanceof AlreadyEnrolled || error instanceof CodeIsYours ? to(String(error.details.courseSlug)) : null

/** A page that is shown again shows the offer as it stands now; nothing when the code no longer works. */
function noOffer(error: unknown): null {
  if (error instanceof Failure) return null
  throw error
}

function answer<T>(reply: Answer<T>, step: 'code' | 'join', more: { offer?: Offer | null; goTo?: string | null } = {}) {
  return data({ step, lastResult: reply.data, offer: more.offer ?? null, goTo: more.goTo ?? null }, reply.init ?? {})
}

export default function Redeem() {
  const { t } = useTranslation()
  const { school } = useRoot()
  const { student, code, offer: linked, error, goTo: linkedGoTo } = useLoaderData<typeof loader>()
  const answered = useActionData<typeof action>()
  const offer = answered ? answered.offer : linked
  const goTo = answered ? answered.goTo : linkedGoTo
  const isResting = offer?.card === null
  const isJoining = student === null && (answered ? answered.step === 'join' : linked !== null)
  return (
    <PlainFrame
      school={school ? { ...school, to: urls.school.home() } : undefined}
      title={offer ? (isResting ? t('redeem.resting') : t('redeem.welcome')) : goTo ? t('redeem.have') : t('redeem.title')}
      lead={
        isResting
          ? t('redeem.restingLead')
          : goTo
            ? undefined
            : student && offer
              ? t('redeem.readyLead', { name: student })
              : isJoining
                ? t('redeem.welcomeLead')
                : t('redeem.lead')
      }
      beside={<Cover id={offer?.card?.id ?? school?.name ?? ''} title={offer?.title ?? school?.name} ratio="4/3" className="h-full" />}
      foot={
        student ? (
          <>
            {t('redeem.signedInAs', { name: student })}{' '}
            <Link to={urls.school.learn()} className="link">
              {t('redeem.myCourses')}
            </Link>
          </>
        ) : isJoining ? undefined : (
          <>
            {t('redeem.hasOne')}{' '}
            <Link to={urls.school.signIn(code ? urls.school.redeem(code) : undefined)} className="link">
              {t('redeem.signIn')}
            </Link>
          </>
        )
      }
    >
      {isJoining ? (
        <JoinStep offer={offer} lastResult={answered?.lastResult} goTo={goTo} />
      ) : (
        <CodeStep
          code={code}
          offer={student ? offer : null}
          signedIn={student !== null}
          lastResult={answered?.lastResult}
          linkError={answered ? null : error}
          goTo={goTo}
        />
      )}
    </PlainFrame>
  )
}
