import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react'
import { Undo2, UserPlus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { readForm } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { deviceOf, isFresh, requireStaff } from '#app/sessions.server.ts'
import { Avatar } from '#app/ui/avatar.tsx'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { Chip } from '#app/ui/chip.tsx'
import { ClockProvider } from '#app/ui/clock.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { PageHeader } from '#app/ui/page.tsx'
import { type Column, Table } from '#app/ui/table.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import { urls } from '#app/urls.ts'
import { Failure } from '#lib/failure.ts'
import { restoreStaff } from '#tenants/registry/change-staff.ts'
import { demandTwoFactor, isTwoFactorDemanded } from '#tenants/registry/demand-two-factor.ts'
import { openInvitations, sendInvitationAgain, withdrawInvitation } from '#tenants/registry/invitations.ts'
import { formerName, rolesIn, staffOf } from '#tenants/registry/staff-list.ts'
import { pageTitle } from '../page-title.ts'
import { afterSuccess } from '../unreachable.ts'
import { Invitations } from './invitation-list.tsx'
import { nameOfRole } from './role-fields.tsx'
import { TwoFactorDemand } from './two-factor-demand.tsx'

const Intent = z.object({
  intent: z.enum(['again', 'withdraw', 'restore', 'two_factor']),
  id: z.string().max(64).default(''),
  demanded: z.literal('on').optional(),
})

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('staff.title'))

export const shouldRevalidate = afterSuccess

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant, person, grants } = requireStaff(context, request, params, 'staff.manage')
  const removed = new URL(request.url).searchParams.get('removed') ?? ''
  return context.lectern.schools.registry.read((db) => {
    const name = removed ? formerName(db, tenant.id, removed) : undefined
    return {
      school: tenant.slug,
      me: person.id,
      owns: grants.permissions.has('school.own'),
      demandsTwoFactor: isTwoFactorDemanded(db, tenant.id),
      members: staffOf(db, tenant.id, grants),
      roles: rolesIn(db, tenant.id, grants),
      invitations: openInvitations(db, tenant.id).map(({ id, email, role, expiresAt }) => ({ id, email, role, expiresAt })),
      removed: name === undefined ? null : { id: removed, name },
      now: Date.now(),
    }
  })
}

export interface StaffAnswer {
  readonly problem: string | null
  readonly sent: boolean
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const { tenant, person } = requireStaff(context, request, params, 'staff.manage')
  const { intent, id, demanded } = await readForm(request, Intent)
  const { registry } = context.lectern.schools
  const device = deviceOf(context, request)
  try {
    if (intent === 'again') await sendInvitationAgain(registry, tenant.id, person.id, id, device)
    else if (intent === 'two_factor') {
      if (!isFresh(context, request)) return redirect(urls.platform.confirm(urls.dashboard.staff(tenant.slug)))
      await demandTwoFactor(registry, { schoolId: tenant.id, owner: person.id, demanded: demanded === 'on', device })
    } else if (intent === 'withdraw') await withdrawInvitation(registry, tenant.id, person.id, id, device)
    else {
      await restoreStaff(registry, { schoolId: tenant.id, actor: person.id, personId: id, device })
      return redirect(urls.dashboard.staff(tenant.slug))
    }
    return data<StaffAnswer>({ problem: null, sent: intent === 'again' })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return data<StaffAnswer>({ problem: sentenceFor(error), sent: false }, error.status)
  }
}

type Data = ReturnType<typeof useLoaderData<typeof loader>>
type Member = Data['members'][number]

export default function StaffPage() {
  const { school, me, owns, demandsTwoFactor, members, roles, invitations, removed, now } = useLoaderData<typeof loader>()
  const plainly = useActionData<StaffAnswer>()
  const { t } = useTranslation()
  const columns: Column<Member>[] = [
    { id: 'name', head: t('staff.name'), names: true, cell: (member) => <Who member={member} isMe={member.id === me} /> },
    { id: 'role', head: t('staff.role'), cell: (member) => nameOfRole(t, roles, member.role) },
    {
      id: 'two-factor',
      head: t('twoFactor.school.column'),
      cell: ({ hasTwoFactor }) => (
        <Chip tone={hasTwoFactor ? 'good' : demandsTwoFactor ? 'wait' : 'neutral'}>
          {t(hasTwoFactor ? 'twoFactor.school.has' : 'twoFactor.school.lacks')}
        </Chip>
      ),
    },
    { id: 'since', head: t('staff.since'), cell: (member) => <RelativeTime at={member.since} className="text-sm" /> },
    {
      id: 'act',
      head: t('staff.act'),
      numeric: true,
      cell: (member) =>
        member.mayChange ? (
          <ButtonLink to={urls.dashboard.member(school, member.id)} size="sm" aria-label={t('staff.changeNamed', { name: member.name })}>
            {t('staff.change')}
          </ButtonLink>
        ) : null,
    },
  ]
  return (
    <ClockProvider now={now}>
      <PageHeader
        title={t('staff.title')}
        lead={t('staff.lead')}
        actions={
          <ButtonLink to={urls.dashboard.inviteStaff(school)} variant="primary" icon={UserPlus}>
            {t('staff.invite')}
          </ButtonLink>
        }
      />
      {plainly?.problem ? (
        <Notice tone="danger" live className="mt-6">
          {plainly.problem}
        </Notice>
      ) : null}
      {removed ? <Removed removed={removed} /> : null}
      <h2 className="sr-only">{t('staff.label')}</h2>
      <Table label={t('staff.label')} columns={columns} rows={members} rowKey={(member) => member.id} className="mt-6" />
      <p className="mt-4 flex flex-wrap gap-x-5 text-sm">
        <Link to={urls.dashboard.roles(school)} className="link touch:py-3">
          {t('staff.roles.link')}
        </Link>
        {owns ? (
          <Link to={urls.dashboard.ownership(school)} className="link touch:py-3">
            {t('staff.ownership.link')}
          </Link>
        ) : null}
      </p>
      <TwoFactorDemand demanded={demandsTwoFactor} mayChange={owns} />
      <Invitations invitations={invitations} roles={roles} now={now} />
    </ClockProvider>
  )
}

function Who({ member, isMe }: { member: Member; isMe: boolean }) {
  const { t } = useTranslation()
  return (
    <span className="flex min-w-0 items-center gap-3">
      <Avatar name={member.name} size="md" />
      <span className="min-w-0">
        <span className="flex items-center gap-2">
          <span className="block max-w-[34ch] truncate">{member.name}</span>
          {isMe ? <Chip>{t('staff.you')}</Chip> : null}
        </span>
        <span className="block max-w-[34ch] truncate text-sm font-normal text-muted">{member.email}</span>
      </span>
    </span>
  )
}

function Removed({ removed }: { removed: { id: string; name: string } }) {
  const { t } = useTranslation()
  return (
    <Notice
      live
      className="mt-6"
      action={
        <Form method="post">
          <input type="hidden" name="id" value={removed.id} />
          <Button type="submit" name="intent" value="restore" size="sm" icon={Undo2}>
            {t('staff.undo')}
          </Button>
        </Form>
      }
    >
      {t('staff.removed', { name: removed.name })}
    </Notice>
  )
}
