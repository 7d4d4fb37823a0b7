import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { Form, useActionData, useLoaderData, useNavigation, useSubmit } from '@remix-run/react'
import { Eye } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { catalogue } from '#app/locales/catalogue.ts'
import { requireStaff } from '#app/sessions.server.ts'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { PageHeader } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import { ViewRefused } from '#tenants/people/failures.ts'
import { studentInReach } from '#tenants/people/student-file.ts'
import { BrowserHash, beginView, readView } from '#tenants/people/view-as.ts'
import { pageTitle } from '../page-title.ts'
import { takeView } from '../view-begun.ts'

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('student.actions.viewAs'))

/** Where the school's host leads back to: who looks is asked once more, here, where they are signed in. */
export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant, person } = requireStaff(context, request, params, 'people.view_as')
  const id = params.student ?? ''
  const { sealed } = askedBy(request)
  const view = readView(tenant, sealed)
  if (view.personId !== person.id || view.studentId !== id) throw new ViewRefused()
  return {
    school: tenant.slug,
    view: tenant.url(urls.school.viewAs(sealed)),
    student: { id, name: tenant.read((db) => studentInReach(db, id, undefined)).name },
  }
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const { tenant, person } = requireStaff(context, request, params, 'people.view_as')
  await beginView(tenant, person.id, { ...askedBy(request), studentId: params.student ?? '' })
  // No redirect: browsers hold `form-action` against where a form is led to, and this is another host.
  return data({ ready: tenant.url(urls.school.learn()) })
}

/** @throws ViewRefused */
function askedBy(request: Request): { sealed: string; browser: string } {
  const { searchParams } = new URL(request.url)
  const browser = BrowserHash.safeParse(searchParams.get('browser'))
  if (!browser.success) throw new ViewRefused()
  return { sealed: searchParams.get('begin') ?? '', browser: browser.data }
}

export const shouldRevalidate = () => false

export default function ViewAs() {
  const { school, student, view } = useLoaderData<typeof loader>()
  const ready = useActionData<typeof action>()?.ready
  const { t } = useTranslation()
  const submit = useSubmit()
  const isGoing = useNavigation().state !== 'idle' || Boolean(ready)
  useEffect(() => {
    // The press on the student's page, in this very tab, was it. Who was only led here presses (docs/decisions/0024).
    if (takeView(view)) submit(null, { method: 'post', replace: true })
  }, [view, submit])
  useEffect(() => {
    // Instead of this page, whose address is good for nothing any more.
    if (ready) window.location.replace(ready)
  }, [ready])
  return (
    <>
      <PageHeader
        crumbs={[
          { label: t('people.title'), to: urls.dashboard.people(school) },
          { label: student.name, to: urls.dashboard.student(school, student.id) },
        ]}
        title={t('viewAs.title', { name: student.name })}
        lead={t('viewAs.text', { name: student.name })}
      />
      <p className="mt-4 max-w-[70ch] text-soft">{t('viewAs.kept')}</p>
      <div className="mt-6 flex flex-wrap gap-3">
        {ready ? (
          <ButtonLink to={ready} reloadDocument variant="primary" icon={Eye}>
            {t('viewAs.ready')}
          </ButtonLink>
        ) : (
          <Form method="post">
            <Button type="submit" variant="primary" icon={Eye} busy={isGoing}>
              {t('viewAs.begin')}
            </Button>
          </Form>
        )}
        <ButtonLink to={urls.dashboard.student(school, student.id)}>{t('viewAs.back')}</ButtonLink>
      </div>
    </>
  )
}
