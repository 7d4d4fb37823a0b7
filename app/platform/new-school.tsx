import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { redirect } from '@remix-run/node'
import { Form, useActionData, useLoaderData } from '@remix-run/react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { parseForm } from '#app/forms.server.ts'
import { useSchemaForm } from '#app/forms.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentence } from '#app/locales/sentences.ts'
import { requirePerson } from '#app/sessions.server.ts'
import { accentStyle } from '#app/ui/accent.ts'
import { AccentPicker } from '#app/ui/accent-picker.tsx'
import { Button } from '#app/ui/button.tsx'
import { Cover } from '#app/ui/cover.tsx'
import { Field } from '#app/ui/field.tsx'
import { PlainFrame } from '#app/ui/frames/plain-frame.tsx'
import { Checkbox, Input } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { urls } from '#app/urls.ts'
import { offerSampleCourse } from '#tenants/courses/sample-course.ts'
import { createSchool, DEFAULT_ACCENT } from '#tenants/registry/create-school.ts'
import { SlugRefused } from '#tenants/registry/slugs.ts'
import { useAddress } from './use-address.ts'

const NewSchoolForm = z.object({
  name: z.string('forms.required').trim().min(1, 'forms.required').max(80, 'forms.too_long'),
  slug: z.string('forms.required').trim().toLowerCase().min(1, 'forms.required').max(60, 'forms.too_long'),
  accent: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'forms.colour')
    .default('#156a40'),
  sample: z.literal('on').optional(),
})

export const meta: MetaFunction = () => [
  { title: `${catalogue('en').t('platform.newSchool.title')} · ${catalogue('en').t('platform.name')}` },
]

/** When to come again, for who has to wait. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

export function loader({ context, request }: LoaderFunctionArgs) {
  const person = requirePerson(context, request)
  const [, domain = ''] = /^[^.]+\.(.+)$/.exec(new URL(context.lectern.schools.originOf('school')).host) ?? []
  return { name: person.name.split(' ')[0] ?? person.name, domain, accent: DEFAULT_ACCENT }
}

export async function action({ context, request }: ActionFunctionArgs) {
  const person = requirePerson(context, request)
  const form = await parseForm(request, NewSchoolForm)
  if (!form.ok) return form.reply()
  const { schools, throttle } = context.lectern
  const { sample, ...wanted } = form.value
  try {
    const tenant = await throttle.createSchool(person.id, () => createSchool(schools, { ...wanted, owner: person }))
    if (sample) await offerSampleCourse(tenant, person.id)
    return redirect(urls.dashboard.home(tenant.slug))
  } catch (error) {
    return form.reply(error, error instanceof SlugRefused ? 'slug' : undefined)
  }
}

export default function NewSchool() {
  const { name, domain, accent: first } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const answer = useActionData<typeof action>()
  const { fields, formProps, formErrors, errorsOf, busy } = useSchemaForm(NewSchoolForm, {
    id: 'new-school',
    lastResult: answer,
  })
  const address = useAddress(fields.slug.initialValue ?? '')
  const [accent, setAccent] = useState(fields.accent.initialValue ?? first)
  const { slug, checked } = address
  const problem = checked?.problem ? sentence(`failures.school.slug_${checked.problem}`) : undefined
  const refused =
    (checked ? undefined : errorsOf(fields.slug)) ??
    (problem && address.isOwn ? [`${problem} ${t('platform.newSchool.try', { slug: checked?.suggestion ?? '' })}`] : undefined)
  const state = address.isAsking
    ? t('platform.newSchool.addressChecking')
    : checked?.address
      ? t('platform.newSchool.addressFree', { address: checked.address })
      : undefined
  return (
    <div style={accentStyle(accent)} className="contents">
      <PlainFrame
        school={{ name: t('platform.name'), to: urls.platform.home() }}
        title={t('platform.newSchool.title')}
        lead={t('platform.newSchool.lead', { name })}
        beside={<Cover id={`new ${slug}`} ratio="4/3" className="h-full" />}
      >
        <Form method="post" {...formProps} className="flex flex-col gap-6">
          {formErrors ? <Notice tone="danger">{formErrors.join(' ')}</Notice> : null}
          <Field
            id={fields.name.id}
            label={t('platform.newSchool.name')}
            hint={t('platform.newSchool.nameHint')}
            error={errorsOf(fields.name)}
            required
          >
            <Input
              name={fields.name.name}
              defaultValue={fields.name.initialValue}
              autoComplete="organization"
              autoFocus
              onChange={(event) => address.named(event.currentTarget.value)}
            />
          </Field>
          <Field
            id={fields.slug.id}
            label={t('platform.newSchool.address')}
            hint={refused ? undefined : (state ?? ' ')}
            error={refused}
            required
          >
            <Input
              name={fields.slug.name}
              value={slug}
              suffix={`.${domain}`}
              autoCapitalize="none"
              autoComplete="off"
              spellCheck={false}
              onFocus={address.touched}
              onBlur={address.left}
              onChange={(event) => address.typed(event.currentTarget.value)}
            />
          </Field>
          <AccentPicker
            name={fields.accent.name}
            label={t('platform.newSchool.accent')}
            hint={t('platform.newSchool.accentHint')}
            own={t('platform.newSchool.accentOwn')}
            value={accent}
            onChange={setAccent}
          />
          <Checkbox
            name={fields.sample.name}
            label={t('platform.newSchool.sample')}
            hint={t('platform.newSchool.sampleHint')}
            defaultChecked={answer ? fields.sample.initialValue === 'on' : true}
          />
          <Button type="submit" variant="primary" size="lg" busy={busy}>
            {t('platform.newSchool.submit')}
          </Button>
        </Form>
      </PlainFrame>
    </div>
  )
}
