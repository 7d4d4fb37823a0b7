import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { Form, useActionData, useLoaderData } from '@remix-run/react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { parseForm } from '#app/forms.server.ts'
import { useSchemaForm } from '#app/forms.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { tooLong } from '#app/locales/sentences.ts'
import { markOf } from '#app/school-pictures.ts'
import { requireStaff } from '#app/sessions.server.ts'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { cx } from '#app/ui/cx.ts'
import { Field } from '#app/ui/field.tsx'
import { Input } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { urls } from '#app/urls.ts'
import { accentStyle } from '#lib/accent.ts'
import { BEGINNINGS, type Beginning } from '#tenants/courses/beginnings.ts'
import { courseList } from '#tenants/courses/course-list.ts'
import { makeFirstCourse } from '#tenants/courses/first-course.ts'
import { schoolFace } from '#tenants/site/pages.ts'
import { CARD } from '../brand/tiles.tsx'
import { OutlineField } from '../courses/outline-field.tsx'
import { useHydrated } from '../courses/plain-forms.tsx'
import { useKeptForm } from '../courses/use-kept-form.ts'
import { WelcomeFrame } from './welcome-frame.tsx'

const FirstCourseForm = z
  .object({
    begin: z.enum(BEGINNINGS).catch('list'),
    title: z.string().trim().max(200, tooLong(200)).default(''),
    outline: z.string().max(50_000, tooLong(50_000)).default(''),
  })
  .refine(({ begin, title }) => begin === 'sample' || title !== '', { path: ['title'], error: 'forms.required' })

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: [catalogue('en').t('welcome.course.title'), data?.mark.name].filter(Boolean).join(' · ') },
]

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant } = requireStaff(context, request, params, 'courses.manage')
  return tenant.read((db) => {
    const face = schoolFace(db)
    return {
      slug: tenant.slug,
      accent: face.accent,
      mark: markOf({ ...face, logo: face.mark, logoDark: null }, tenant.origin),
      made: courseList(db).rows[0]?.title ?? null,
    }
  })
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const { tenant, person } = requireStaff(context, request, params, 'courses.manage')
  const form = await parseForm(request, FirstCourseForm)
  if (!form.ok) return form.reply()
  try {
    await makeFirstCourse(tenant, person.id, { ...form.value, firstSection: catalogue('en').t('courses.new.firstSection') })
    return redirect(urls.dashboard.home(tenant.slug))
  } catch (error) {
    return form.reply(error, 'outline')
  }
}

export default function WelcomeCourse() {
  const { slug, accent, mark, made } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  return (
    <div style={accentStyle(accent)} className="contents">
      <WelcomeFrame slug={slug} school={mark} now="course" title={t('welcome.course.title')} lead={t('welcome.course.lead')}>
        {made === null ? (
          <FirstCourse slug={slug} />
        ) : (
          <div className="max-w-xl">
            <Notice>{t('welcome.course.made', { title: made })}</Notice>
            <ButtonLink to={urls.dashboard.home(slug)} variant="primary" size="lg" className="mt-6">
              {t('welcome.leave')}
            </ButtonLink>
          </div>
        )}
      </WelcomeFrame>
    </div>
  )
}

function FirstCourse({ slug }: { slug: string }) {
  const { t } = useTranslation()
  const { fields, formProps, formErrors, errorsOf, busy } = useSchemaForm(FirstCourseForm, {
    id: 'first-course',
    lastResult: useActionData<typeof action>(),
  })
  const [begin, setBegin] = useState<Beginning>(() => beginningOf(fields.begin.initialValue))
  const [outline, setOutline] = useState(fields.outline.initialValue ?? '')
  const kept = useKeptForm(`welcome-course ${slug}`, (values) => {
    setBegin(beginningOf(values.begin))
    setOutline(values.outline ?? '')
  })
  const plain = !useHydrated()
  return (
    <Form method="post" {...formProps} noValidate ref={kept.form} onInput={kept.keep}>
      {formErrors ? (
        <Notice tone="danger" live className="mb-6">
          {formErrors.join(' ')}
        </Notice>
      ) : null}
      <fieldset>
        <legend className="sr-only">{t('welcome.course.begin')}</legend>
        <div className="grid gap-2 sm:grid-cols-3">
          {BEGINNINGS.map((one) => (
            <label key={one} className={cx(CARD, 'flex flex-col gap-1 p-4')}>
              <input
                type="radio"
                name={fields.begin.name}
                value={one}
                checked={begin === one}
                onChange={() => setBegin(one)}
                className="sr-only"
              />
              <span className="font-medium">{t(`welcome.course.${one}.title`)}</span>
              <span className="text-sm text-muted">{t(`welcome.course.${one}.text`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <div className={cx('mt-6 max-w-xl', begin === 'sample' && !plain && 'hidden')}>
        <Field id={fields.title.id} label={t('courses.new.name')} hint={t('welcome.course.titleHint')} error={errorsOf(fields.title)}>
          <Input name={fields.title.name} defaultValue={fields.title.initialValue} autoComplete="off" maxLength={200} />
        </Field>
      </div>
      <h2 className="sr-only">{t('courses.new.outline')}</h2>
      <div className={cx('mt-6', begin !== 'list' && !plain && 'hidden')}>
        <OutlineField field={fields.outline} errors={errorsOf(fields.outline)} typed={outline} onType={setOutline} />
      </div>
      {/* In view however long the list is. */}
      <div className="sticky bottom-0 z-10 mt-8 flex flex-wrap items-center gap-3 border-t border-line bg-paper py-4">
        <Button type="submit" variant="primary" size="lg" busy={busy}>
          {t(plain ? 'welcome.course.submit' : `welcome.course.${begin}.submit`)}
        </Button>
        <ButtonLink to={urls.dashboard.home(slug)} variant="quiet" size="lg">
          {t('welcome.skip')}
        </ButtonLink>
      </div>
    </Form>
  )
}

const beginningOf = (text: string | undefined): Beginning => BEGINNINGS.find((one) => one === text) ?? 'list'
