import { Ban, Eye, Mail, RotateCcw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Input } from '#app/ui/input.tsx'
import { PopOut } from '#app/ui/pop-out.tsx'
import { rememberView } from '../../view-begun.ts'
import { useChange } from '../use-change.ts'

type StudentActionsProps = {
  /** Where a look as the student begins; null for who may not, and for a student who is suspended. */
  view: string | null
  manages: boolean
  /** Whether they may do what is of the whole school: suspend, or send a link to sign in. */
  seesAll: boolean
  isSuspended: boolean
  action: string
}

export function StudentActions({ view, manages, seesAll, isSuspended, action }: StudentActionsProps) {
  const { t } = useTranslation()
  const change = useChange(action)
  const busy = change.state !== 'idle'
  return (
    <>
      {view ? (
        <ButtonLink to={view} reloadDocument onClick={() => rememberView(view)} icon={Eye} className="whitespace-nowrap">
          {t('student.actions.viewAs')}
        </ButtonLink>
      ) : null}
      {manages && seesAll && isSuspended ? (
        <change.Form method="post" action={action}>
          <Button type="submit" name="intent" value="unsuspend" variant="primary" icon={RotateCcw} busy={busy}>
            {t('student.actions.unsuspend')}
          </Button>
        </change.Form>
      ) : null}
      {manages && seesAll && !isSuspended ? (
        <>
          <change.Form method="post" action={action}>
            <Button type="submit" name="intent" value="link" icon={Mail} busy={busy} className="w-full whitespace-nowrap">
              {t('student.actions.sendLink')}
            </Button>
          </change.Form>
          <PopOut
            label={
              <>
                <Ban size={16} aria-hidden="true" />
                {t('student.actions.suspend')}
              </>
            }
            labelClassName="button button-quiet"
            panelClassName="inset-e-0 top-full mt-1 w-72"
          >
            <change.Form method="post" action={action} className="flex flex-col gap-3">
              <Field id="suspend-reason" label={t('student.actions.reason')} optional>
                <Input name="reason" maxLength={200} autoComplete="off" />
              </Field>
              <Button type="submit" name="intent" value="suspend" variant="danger" busy={busy}>
                {t('student.actions.suspend')}
              </Button>
            </change.Form>
          </PopOut>
        </>
      ) : null}
    </>
  )
}
