import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { Form, useActionData, useLoaderData } from '@remix-run/react'
import { ArrowLeft, ArrowRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { parseForm } from '#app/forms.server.ts'
import { useSchemaForm } from '#app/forms.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { requireStaff } from '#app/sessions.server.ts'
import { Button } from '#app/ui/button.tsx'
import { cx } from '#app/ui/cx.ts'
import { Field } from '#app/ui/field.tsx'
import { Input, Textarea } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { PageHeader } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import { CURRENCIES, minorUnits } from '#lib/money.ts'
import { createCourse } from '#tenants/courses/create-course.ts'
import { CourseTooLong, CourseTooManySections } from '#tenants/courses/failures.ts'
import { parseOutline } from '#tenants/courses/outline-text.ts'
import { pageTitle } from '../page-title.ts'
import { CourseForm } from './course-schemas.ts'
import { OutlinePreview } from './outline-preview.tsx'
import { useHydrated } from './plain-forms.tsx'
import { PriceFields } from './price-fields.tsx'
import { useKeptForm } from './use-kept-form.ts'
import { useSteps } from './use-steps.ts'

/** The fields of each step, in order. */
const STEPS = [
  { id: 'what', fields: ['title', 'outcome'] },
  { id: 'price', fields: ['price', 'currency'] },
  { id: 'outline', fields: ['outline'] },
] as const

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('courses.new.title'))

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant } = requireStaff(context, request, params, 'courses.manage')
  return { school: tenant.slug }
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const { tenant, person } = requireStaff(context, request, params, 'courses.manage')
  const form = await parseForm(request, CourseForm)
  if (!form.ok) return form.reply()
  const { title, outcome, price, currency, outline } = form.value
  try {
    const course = await createCourse(tenant, person.id, {
      title,
      outcome,
      price: minorUnits(price, currency) ?? 0,
      currency,
      sections: parseOutline(outline, catalogue('en').t('courses.new.firstSection')),
    })
    return redirect(urls.dashboard.course(tenant.slug, course.id))
  } catch (error) {
    return form.reply(error, error instanceof CourseTooLong || error instanceof CourseTooManySections ? 'outline' : undefined)
  }
}

export default function NewCourse() {
  const { school } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const { form, fields, formProps, formErrors, errorsOf, busy } = useSchemaForm(CourseForm, {
    id: 'new-course',
    lastResult: useActionData<typeof action>(),
    defaultValue: { currency: CURRENCIES[0] },
  })
  const [outline, setOutline] = useState('')
  const kept = useKeptForm(`new-course ${school}`, ({ outline: typed = '' }) => setOutline(typed))
  const steps = useSteps(STEPS, CourseForm, form)
  return (
    <>
      <PageHeader
        crumbs={[{ label: t('courses.list.title'), to: urls.dashboard.courses(school) }, { label: t('courses.new.title') }]}
        title={t('courses.new.title')}
        lead={t('courses.new.lead')}
      />
      <nav aria-label={t('courses.new.steps')} className="mt-6 noscript:hidden">
        <ol className="flex gap-6 border-b border-line text-ui">
          {STEPS.map(({ id }, at) => (
            <li key={id} className="min-w-0">
              <button
                type="button"
                aria-current={at === steps.now ? 'step' : undefined}
                onClick={() => steps.go(at)}
                className={cx(
                  '-mb-px flex min-h-11 items-center gap-2 border-b-[1.5px] focus-visible:-outline-offset-2',
                  at === steps.now ? 'border-ink font-medium text-ink' : 'border-transparent text-muted hover:text-ink',
                )}
              >
                <span className="tabular-nums">{at + 1}</span>
                <span className={cx('truncate', at !== steps.now && 'max-sm:sr-only')}>{t(`courses.new.${id}`)}</span>
              </button>
            </li>
          ))}
        </ol>
      </nav>
      <p role="status" className="sr-only">
        {steps.moved ? t('courses.new.step', { number: steps.now + 1, count: STEPS.length }) : null}
      </p>
      <Form
        method="post"
        {...formProps}
        noValidate={useHydrated()}
        ref={(element) => {
          kept.form.current = element
          steps.form.current = element
        }}
        onInput={kept.keep}
        onSubmit={(event) => {
          // Conform asks for a field's check by a submit of its own, too.
          const asked = event.nativeEvent instanceof SubmitEvent ? event.nativeEvent.submitter : null
          if (steps.isLast || asked?.getAttribute('name')?.startsWith('__')) return formProps.onSubmit(event)
          event.preventDefault()
          // Once this submit is over: a form that is being submitted takes no other, and Conform checks by one.
          setTimeout(() => steps.go(steps.now + 1))
        }}
        className="mt-8"
      >
        {formErrors ? (
          <Notice tone="danger" live className="mb-6">
            {formErrors.join(' ')}
          </Notice>
        ) : null}
        <Step isShown={steps.now === 0} title={t('courses.new.what')}>
          <div className="flex max-w-xl flex-col gap-6">
            <Field
              id={fields.title.id}
              label={t('courses.new.name')}
              hint={t('courses.new.nameHint')}
              error={errorsOf(fields.title)}
              required
            >
              <Input name={fields.title.name} defaultValue={fields.title.initialValue} autoComplete="off" autoFocus maxLength={200} />
            </Field>
            <Field
              id={fields.outcome.id}
              label={t('courses.new.outcome')}
              hint={t('courses.new.outcomeHint')}
              error={errorsOf(fields.outcome)}
              optional
            >
              <Textarea name={fields.outcome.name} defaultValue={fields.outcome.initialValue} rows={2} />
            </Field>
          </div>
        </Step>
        <Step isShown={steps.now === 1} title={t('courses.new.price')}>
          <PriceFields price={fields.price} currency={fields.currency} errors={errorsOf(fields.price)} />
        </Step>
        <Step isShown={steps.now === 2} title={t('courses.new.outline')}>
          <div className="grid items-start gap-x-12 gap-y-8 lg:grid-cols-2">
            <Field
              id={fields.outline.id}
              label={t('courses.new.outlineLabel')}
              hint={t('courses.new.outlineHint')}
              error={errorsOf(fields.outline)}
              optional
            >
              <Textarea
                name={fields.outline.name}
                defaultValue={fields.outline.initialValue}
                placeholder={t('courses.new.outlinePlaceholder')}
                className="min-h-72!"
                onChange={(event) => setOutline(event.currentTarget.value)}
              />
            </Field>
            <OutlinePreview text={outline} className="noscript:hidden" />
          </div>
        </Step>
        <div className="mt-8 flex flex-wrap items-center gap-2 border-t border-line pt-5">
          {steps.now > 0 ? (
            <Button icon={ArrowLeft} variant="quiet" onClick={() => steps.go(steps.now - 1)} className="noscript:hidden">
              {t('courses.new.back')}
            </Button>
          ) : null}
          <Button type="submit" variant="primary" busy={busy} className={cx(!steps.isLast && 'hidden! noscript:inline-flex!')}>
            {t('courses.new.submit')}
          </Button>
          {steps.isLast ? null : (
            <Button variant="primary" onClick={() => steps.go(steps.now + 1)} className="noscript:hidden">
              {t('courses.new.next')}
              <ArrowRight size={16} className="rtl:-scale-x-100" />
            </Button>
          )}
          <p className="ms-auto text-sm text-muted max-sm:w-full noscript:hidden">
            {steps.isLast ? t('courses.new.coverLater') : t('courses.new.kept')}
          </p>
        </div>
      </Form>
    </>
  )
}

/** One after the other with script; without it, all of them on one page from the first paint. */
function Step({ isShown, title, children }: { isShown: boolean; title: string; children: ReactNode }) {
  return (
    <section data-step className={cx('noscript:mt-10 noscript:first:mt-0', !isShown && 'hidden noscript:block')}>
      <h2 className="mb-6">{title}</h2>
      {children}
    </section>
  )
}
