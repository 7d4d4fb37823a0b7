import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useFetcher, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { catalogue } from '#app/locales/catalogue.ts'
import { pageTitle } from '#app/school/page-title.ts'
import { requireSession } from '#app/sessions.server.ts'
import { Button } from '#app/ui/button.tsx'
import { Fieldset } from '#app/ui/field.tsx'
import { Checkbox } from '#app/ui/input.tsx'
import { Section } from '#app/ui/page.tsx'
import { SaveState } from '#app/ui/save-state.tsx'
import { CHANNELS, chooseNotifications, NOTIFICATIONS, notificationsOf } from '#tenants/people/notifications.ts'

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('account.notifications.title'))

export function loader({ context, request }: LoaderFunctionArgs) {
  const { tenant, student } = requireSession(context, request)
  return { kinds: [...NOTIFICATIONS], channels: [...CHANNELS], choices: tenant.read((db) => notificationsOf(db, student.id)) }
}

export async function action({ context, request }: ActionFunctionArgs) {
  const { tenant, student } = requireSession(context, request)
  const sent = await request.formData()
  const choices = NOTIFICATIONS.flatMap((kind) => CHANNELS.map((channel) => ({ kind, channel, wanted: sent.has(`${kind}.${channel}`) })))
  await chooseNotifications(tenant, student.id, choices)
  return data({ savedAt: Date.now() })
}

/** Each change is saved by itself where there is script; without, by the button. */
export default function Notifications() {
  const { kinds, channels, choices } = useLoaderData<typeof loader>()
  const plainly = useActionData<typeof action>()
  const fetcher = useFetcher<typeof action>()
  const { t } = useTranslation()
  const savedAt = (fetcher.data ?? plainly)?.savedAt
  return (
    <Section title={t('account.notifications.title')} text={t('account.notifications.text')}>
      <fetcher.Form method="post" onChange={(event) => fetcher.submit(event.currentTarget)} className="flex flex-col gap-8">
        {kinds.map((kind) => (
          <Fieldset key={kind} id={kind} legend={t(`account.notifications.${kind}.title`)} hint={t(`account.notifications.${kind}.text`)}>
            <div className="flex flex-wrap gap-x-8 gap-y-3">
              {channels.map((channel) => (
                <Checkbox
                  key={channel}
                  name={`${kind}.${channel}`}
                  label={t(`account.notifications.${channel}`)}
                  defaultChecked={choices.some((one) => one.kind === kind && one.channel === channel && one.wanted)}
                />
              ))}
            </div>
          </Fieldset>
        ))}
        <div className="flex min-h-11 items-center gap-4">
          <noscript>
            <Button type="submit">{t('account.notifications.save')}</Button>
          </noscript>
          {fetcher.state === 'idle' ? savedAt ? <SaveState state="saved" savedAt={savedAt} /> : null : <SaveState state="saving" />}
        </div>
      </fetcher.Form>
    </Section>
  )
}
