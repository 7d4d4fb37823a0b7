import { type ActionFunctionArgs, data, type HeadersFunction, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { readForm, retryHeader } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { deviceOf, isFresh, requireStaff, sourceOf } from '#app/sessions.server.ts'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { PasswordInput, Select } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { PageHeader } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import { Failure } from '#lib/failure.ts'
import { PasswordWrong, SignInRefused } from '#tenants/people/failures.ts'
import { offerOwnership, openOffer, withdrawOffer } from '#tenants/registry/ownership.ts'
import { checkPassword } from '#tenants/registry/person-password.ts'
import { staffOf } from '#tenants/registry/staff-list.ts'
import { hasTwoFactor } from '#tenants/registry/two-factor.ts'
import { ProofNeeded } from '#tenants/registry/two-factor-failures.ts'
import { pageTitle } from '../page-title.ts'
import { afterSuccess } from '../unreachable.ts'

const Intent = z.object({
  intent: z.enum(['offer', 'withdraw']),
  to: z.string().max(64).default(''),
  current: z.string().max(200).default(''),
})

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('staff.ownership.title'))

export const shouldRevalidate = afterSuccess

/** When to come again, for who has to wait. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant, person, grants } = requireStaff(context, request, params, 'school.own')
  const fresh = isFresh(context, request)
  return context.lectern.schools.registry.read((db) => ({
    school: tenant.slug,
    gate: !hasTwoFactor(db, person.id) ? 'password' : fresh ? 'proven' : 'proof_needed',
    others: staffOf(db, tenant.id, grants)
      .filter(({ id }) => id !== person.id)
      .map(({ id, name, email }) => ({ id, name, email })),
    offeredTo: openOffer(db, tenant.id)?.name ?? null,
  }))
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const { tenant, person } = requireStaff(context, request, params, 'school.own')
  const { intent, to, current } = await readForm(request, Intent)
  const { schools, throttle } = context.lectern
  const device = deviceOf(context, request)
  try {
    if (intent === 'withdraw') await withdrawOffer(schools.registry, tenant.id, person.id, device)
    else {
      if (!schools.registry.read((db) => hasTwoFactor(db, person.id)))
        await throttle.signIn(sourceOf(context, request), person.email, () => checkPassword(person, current))
      else if (!isFresh(context, request)) throw new ProofNeeded()
      await offerOwnership(schools.registry, { schoolId: tenant.id, owner: person.id, to, device })
    }
    return redirect(urls.dashboard.ownership(tenant.slug))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const told = error instanceof SignInRefused ? new PasswordWrong() : error
    return data({ problem: sentenceFor(told) }, { status: told.status, headers: retryHeader(told) })
  }
}

export default function Ownership() {
  const { school, others, offeredTo, gate } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const navigation = useNavigation()
  const { t } = useTranslation()
  const busy = navigation.state !== 'idle'
  return (
    <div className="max-w-2xl">
      <PageHeader
        title={t('staff.ownership.title')}
        lead={t('staff.ownership.lead')}
        crumbs={[{ to: urls.dashboard.staff(school), label: t('staff.title') }, { label: t('staff.ownership.title') }]}
      />
      {answer?.problem ? (
        <Notice tone="danger" live className="mt-6">
          {answer.problem}
        </Notice>
      ) : null}
      {offeredTo ? (
        <Form method="post" className="mt-8 flex flex-col items-start gap-5">
          <Notice>{t('staff.ownership.offered', { name: offeredTo })}</Notice>
          <Button type="submit" name="intent" value="withdraw" busy={busy}>
            {t('staff.ownership.withdraw')}
          </Button>
        </Form>
      ) : others.length && gate === 'proof_needed' ? (
        <ButtonLink to={urls.platform.confirm(urls.dashboard.ownership(school))} className="mt-8">
          {t('twoFactor.confirm.first')}
        </ButtonLink>
      ) : others.length ? (
        <Form method="post" className="mt-8 flex max-w-md flex-col items-start gap-5 *:w-full">
          <Field id="to" label={t('staff.ownership.to')} required>
            <Select name="to" defaultValue="">
              <option value="" disabled>
                {t('staff.roles.choose')}
              </option>
              {others.map(({ id, name, email }) => (
                <option key={id} value={id}>
                  {t('staff.ownership.person', { name, email })}
                </option>
              ))}
            </Select>
          </Field>
          {gate === 'password' ? (
            <Field id="current" label={t('staffAccount.signingIn.current')} required>
              <PasswordInput name="current" autoComplete="current-password" />
            </Field>
          ) : null}
          <Button type="submit" name="intent" value="offer" variant="danger" busy={busy} className="sm:w-auto!">
            {t('staff.ownership.offer')}
          </Button>
        </Form>
      ) : (
        <Notice className="mt-8">{t('staff.ownership.nobody')}</Notice>
      )}
    </div>
  )
}
