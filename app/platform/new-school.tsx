import type { SubmissionResult } from '@conform-to/react'
import { type ActionFunctionArgs, data, type HeadersFunction, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { Form, useActionData, useLoaderData } from '@remix-run/react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { WelcomeSteps } from '#app/dashboard/welcome/welcome-frame.tsx'
import { parseForm } from '#app/forms.server.ts'
import { useSchemaForm } from '#app/forms.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentence, tooLong } from '#app/locales/sentences.ts'
import { requirePerson } from '#app/sessions.server.ts'
import { Button } from '#app/ui/button.tsx'
import { Cover } from '#app/ui/cover.tsx'
import { Field } from '#app/ui/field.tsx'
import { PlainFrame } from '#app/ui/frames/plain-frame.tsx'
import { Input } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { urls } from '#app/urls.ts'
import { createSchool } from '#tenants/registry/create-school.ts'
import { SlugRefused, suggestSlugs } from '#tenants/registry/slugs.ts'
import { useKeptForm } from '../dashboard/courses/use-kept-form.ts'
import { FreeAddresses } from './free-addresses.tsx'
import { useAddress } from './use-address.ts'

const slug = z.string('forms.required').trim().toLowerCase().min(1, 'forms.required').max(60, tooLong(60))

const NewSchoolForm = z.object({
  name: z.string('forms.required').trim().min(1, 'forms.required').max(80, tooLong(80)),
  slug,
  /** A free address that was pressed instead: how one is chosen without script. */
  free: slug.optional(),
})

type Refused = SubmissionResult<string[]> & { readonly free?: readonly string[] }

export const meta: MetaFunction = () => [
  { title: `${catalogue('en').t('platform.newSchool.title')} · ${catalogue('en').t('platform.name')}` },
]

/** When to come again, for who has to wait. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

export function loader({ context, request }: LoaderFunctionArgs) {
  const person = requirePerson(context, request)
  const [, domain = ''] = /^[^.]+\.(.+)$/.exec(new URL(context.lectern.schools.originOf('school')).host) ?? []
  return { name: person.name.split(' ')[0] ?? person.name, domain }
}

export async function action({ context, request }: ActionFunctionArgs) {
  const person = requirePerson(context, request)
  const form = await parseForm(request, NewSchoolForm)
  if (!form.ok) return form.reply()
  const { schools, throttle } = context.lectern
  const { name, free } = form.value
  const wanted = { name, slug: free ?? form.value.slug, owner: person }
  try {
    const tenant = await throttle.createSchool(person.id, () => createSchool(schools, wanted))
    return redirect(urls.dashboard.welcome(tenant.slug))
  } catch (error) {
    if (!(error instanceof SlugRefused)) return form.reply(error)
    const refused = form.reply(error, 'slug')
    return data({ ...refused.data, free: suggestSlugs(schools.registry, wanted.slug) }, refused.init ?? undefined)
  }
}

export default function NewSchool() {
  const { name, domain } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const answer: Refused | undefined = useActionData<typeof action>()
  const { fields, formProps, formErrors, errorsOf, busy } = useSchemaForm(NewSchoolForm, {
    id: 'new-school',
    lastResult: answer,
  })
  const address = useAddress(fields.slug.initialValue ?? '')
  const kept = useKeptForm('new-school', ({ slug: typed }) => {
    if (typed) address.took(typed)
  })
  const { slug, checked } = address
  // What follows from the name is nobody's input.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each address
  useEffect(() => {
    if (slug) kept.keep()
  }, [slug])
  const problem = checked?.problem ? sentence(`failures.school.slug_${checked.problem}`) : undefined
  const refused = (checked ? undefined : errorsOf(fields.slug)) ?? (problem && address.isOwn ? [problem] : undefined)
  const free = checked?.suggestions ?? answer?.free ?? []
  const state = address.isAsking
    ? t('platform.newSchool.addressChecking')
    : checked?.address
      ? t('platform.newSchool.addressFree', { address: checked.address })
      : undefined
  return (
    <PlainFrame
      school={{ name: t('platform.name'), to: urls.platform.home() }}
      title={t('platform.newSchool.title')}
      lead={t('platform.newSchool.lead', { name })}
      beside={<Cover id={`new ${slug}`} ratio="4/3" className="h-full" />}
    >
      <WelcomeSteps now="name" className="mb-8" />
      <Form method="post" {...formProps} ref={kept.form} onInput={kept.keep} className="flex flex-col gap-6">
        {formErrors ? (
          <Notice tone="danger" live>
            {formErrors.join(' ')}
          </Notice>
        ) : null}
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
        <div>
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
          {refused && free.length ? <FreeAddresses name={fields.free.name} free={free} onTake={address.took} /> : null}
        </div>
        <Button type="submit" variant="primary" size="lg" busy={busy}>
          {t('platform.newSchool.submit')}
        </Button>
      </Form>
    </PlainFrame>
  )
}
