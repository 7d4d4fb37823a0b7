import { useFetcher } from '@remix-run/react'
import { Mail } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '#app/answers.ts'
import { Button } from '#app/ui/button.tsx'
import { Row, Rows } from '#app/ui/list.tsx'
import { Section } from '#app/ui/page.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import { useToast } from '#app/ui/toast.tsx'
import type { RoleChoice } from '#tenants/registry/staff-list.ts'
import { nameOfRole } from './role-fields.tsx'
import type { StaffAnswer } from './staff.tsx'

interface OpenInvitation {
  readonly id: string
  readonly email: string
  readonly role: string
  readonly expiresAt: number
}

type InvitationsProps = { invitations: readonly OpenInvitation[]; roles: readonly RoleChoice[]; now: number }

export function Invitations({ invitations, roles, now }: InvitationsProps) {
  const { t } = useTranslation()
  return (
    <Section title={t('staff.invitations.title')} className="mt-12">
      {invitations.length ? (
        <Rows className="border-t">
          {invitations.map((invitation) => (
            <InvitationRow key={invitation.id} invitation={invitation} roles={roles} isOld={invitation.expiresAt <= now} />
          ))}
        </Rows>
      ) : (
        <p className="text-ui text-muted">{t('staff.invitations.none')}</p>
      )}
    </Section>
  )
}

type InvitationRowProps = { invitation: OpenInvitation; roles: readonly RoleChoice[]; isOld: boolean }

function InvitationRow({ invitation, roles, isOld }: InvitationRowProps) {
  const { id, email, role, expiresAt } = invitation
  const { t } = useTranslation()
  const toast = useToast()
  const fetcher = useFetcher<StaffAnswer>()
  useAnswer(fetcher.data, ({ problem, sent }) => {
    if (problem) toast({ id, tone: 'danger', text: problem })
    else if (sent) toast({ id, text: t('staff.invitations.sent') })
  })
  if (fetcher.formData?.get('intent') === 'withdraw') return null
  return (
    <Row
      lead={<Mail size={18} className="flex-none text-muted max-sm:hidden" />}
      title={<span className="wrap-anywhere">{email}</span>}
      text={
        <>
          {nameOfRole(t, roles, role)} ·{' '}
          {isOld ? (
            t('staff.invitations.expired')
          ) : (
            <>
              {t('staff.invitations.expires')} <RelativeTime ahead at={expiresAt} />
            </>
          )}
        </>
      }
      className="flex-wrap"
      aside={
        <fetcher.Form method="post" className="flex gap-1">
          <input type="hidden" name="id" value={id} />
          <Button
            type="submit"
            name="intent"
            value="again"
            size="sm"
            busy={fetcher.state !== 'idle'}
            aria-label={t('staff.invitations.againNamed', { email })}
          >
            {t('staff.invitations.again')}
          </Button>
          <Button
            type="submit"
            name="intent"
            value="withdraw"
            size="sm"
            variant="quiet"
            aria-label={t('staff.invitations.withdrawNamed', { email })}
          >
            {t('staff.invitations.withdraw')}
          </Button>
        </fetcher.Form>
      }
    />
  )
}
