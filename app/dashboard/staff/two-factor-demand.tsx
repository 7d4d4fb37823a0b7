import { useFetcher } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { Switch } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { Section } from '#app/ui/page.tsx'
import { SaveState } from '#app/ui/save-state.tsx'
import type { StaffAnswer } from './staff.tsx'

/** Whether everybody who works here needs a second step: the owner's to say. With script the switch saves itself. */
export function TwoFactorDemand({ demanded, mayChange }: { demanded: boolean; mayChange: boolean }) {
  const { t } = useTranslation()
  const fetcher = useFetcher<StaffAnswer>()
  const isBusy = fetcher.state !== 'idle'
  const problem = isBusy ? null : fetcher.data?.problem
  return (
    <Section title={t('twoFactor.school.title')}>
      {mayChange ? (
        <fetcher.Form method="post" className="flex max-w-xl flex-col gap-3">
          <input type="hidden" name="intent" value="two_factor" />
          <Switch
            name="demanded"
            // What was chosen, while it is on its way; a refusal puts it back.
            checked={fetcher.formData ? fetcher.formData.has('demanded') : demanded}
            label={t('twoFactor.school.demand')}
            hint={t('twoFactor.school.hint')}
            onChange={(event) => fetcher.submit(event.currentTarget.form)}
          />
          <noscript>
            <Button type="submit">{t('twoFactor.school.save')}</Button>
          </noscript>
          {isBusy ? <SaveState state="saving" /> : fetcher.data && !problem ? <SaveState state="saved" /> : null}
          {problem ? (
            <Notice tone="danger" live>
              {problem}
            </Notice>
          ) : null}
        </fetcher.Form>
      ) : (
        <p className="text-ui text-soft">{t(demanded ? 'twoFactor.school.on' : 'twoFactor.school.off')}</p>
      )}
    </Section>
  )
}
