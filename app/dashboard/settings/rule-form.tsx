import { type FormEvent, useCallback, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { useSchemaForm } from '#app/forms.ts'
import { uploadText } from '#app/locales/en/upload.ts'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { ConfirmDialog } from '#app/ui/dialog.tsx'
import { Field } from '#app/ui/field.tsx'
import { Input, Radio } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { Section } from '#app/ui/page.tsx'
import { sizeInWords } from '#app/ui/upload/upload-words.ts'
import { urls } from '#app/urls.ts'
import {
  beginsToDelete,
  LEAST_GRACE,
  MOST_GRACE,
  SOURCE_POLICIES,
  type SourcePolicy,
  type SourcesKept,
} from '#tenants/media/source-rule.ts'
import { useHydrated } from '../courses/plain-forms.tsx'
import { type SaveAnswer, SaveLine, useSaving } from '../saving.tsx'
import { useLeaveWarning } from '../use-leave-warning.ts'

export const Rule = z.object({
  policy: z.enum(SOURCE_POLICIES),
  graceDays: z.coerce
    .number('forms.grace_days')
    .int('forms.grace_days')
    .min(LEAST_GRACE, 'forms.grace_days')
    .max(MOST_GRACE, 'forms.grace_days'),
})
export type RuleWish = z.infer<typeof Rule>

type RuleFormProps = {
  slug: string
  rule: RuleWish
  kept: SourcesKept
  canArchive: boolean
  answered: (SaveAnswer & { readonly asks: RuleWish | null }) | undefined
}

/** What becomes of originals. Before they begin to be deleted it asks, with how many there are: nothing brings them back. */
export function RuleForm({ slug, rule, kept, canArchive, answered }: RuleFormProps) {
  const { t } = useTranslation()
  const warn = useLeaveWarning<'rule'>(t('dashboard.leave'))
  const saving = useSaving(
    answered,
    useCallback((isUnsaved: boolean) => warn('rule', isUnsaved), [warn]),
  )
  const { fields, formProps, formErrors, errorsOf } = useSchemaForm(Rule, {
    id: 'rule',
    lastResult: saving.result,
    defaultValue: { policy: rule.policy, graceDays: String(rule.graceDays) },
  })
  const [chosen, choose] = useState<SourcePolicy>(rule.policy)
  const [isAsking, setAsking] = useState(false)
  const isHydrated = useHydrated()
  const sure = useRef<HTMLButtonElement>(null)
  const days = useRef<HTMLInputElement>(null)
  const count = kept.videos + kept.archivedVideos
  const daysErrors = errorsOf(fields.graceDays)
  const ask = (event: FormEvent<HTMLFormElement>) => {
    formProps.onSubmit(event)
    const isSure = event.nativeEvent instanceof SubmitEvent && event.nativeEvent.submitter === sure.current
    if (event.defaultPrevented || isSure || !beginsToDelete(chosen, rule.policy)) return
    event.preventDefault()
    setAsking(true)
  }
  const confirm = () => {
    setAsking(false)
    sure.current?.form?.requestSubmit(sure.current)
  }
  return (
    <Section title={t('videoSettings.rule.title')} text={t('videoSettings.rule.why')} className="mt-10 max-w-2xl">
      <p className="mb-6">{keptInWords(kept, t)}</p>
      {answered?.asks && !isHydrated ? <AskedPlainly slug={slug} asks={answered.asks} count={count} /> : null}
      <saving.Form method="post" {...formProps} {...saving.form} onSubmit={ask} className="group/rule flex flex-col gap-6">
        {formErrors ? (
          <Notice tone="danger" live>
            {formErrors.join(' ')}
          </Notice>
        ) : null}
        <fieldset className="flex flex-col gap-1">
          <legend className="mb-2 text-sm font-medium">{t('videoSettings.rule.legend')}</legend>
          {SOURCE_POLICIES.map((policy) => (
            <Radio
              key={policy}
              name={fields.policy.name}
              value={policy}
              defaultChecked={rule.policy === policy}
              disabled={policy === 'archive' && !canArchive}
              onChange={() => {
                choose(policy)
                // Out of sight, what was typed there would be in the way of saving.
                if (policy === 'keep' && days.current) days.current.value = String(rule.graceDays)
              }}
              label={t(`videoSettings.rule.${policy}`)}
              hint={policy === 'archive' && !canArchive ? t('videoSettings.rule.noArchive') : t(`videoSettings.rule.${policy}Hint`)}
            />
          ))}
        </fieldset>
        {chosen === 'delete' ? <Notice tone="caution">{t('videoSettings.rule.warning')}</Notice> : null}
        <Field
          id={fields.graceDays.id}
          label={t('videoSettings.rule.days')}
          hint={t('videoSettings.rule.daysHint')}
          error={daysErrors}
          // Who keeps them waits for nothing. By the style sheet, for it holds without script too.
          className={isHydrated || !daysErrors ? 'group-has-[[value=keep]:checked]/rule:hidden' : ''}
        >
          <Input
            ref={days}
            name={fields.graceDays.name}
            defaultValue={fields.graceDays.initialValue}
            inputMode="numeric"
            className="w-28"
          />
        </Field>
        <SaveLine saving={saving} label={t('videoSettings.rule.save')} className="flex flex-wrap items-center gap-4" />
        {/* Behind the other, which Enter presses. */}
        <button ref={sure} type="submit" hidden formAction={urls.dashboard.videoRuleSure(slug)} />
      </saving.Form>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        thing={t('videoSettings.rule.askThing', { count })}
        title={t('videoSettings.rule.askTitle', { count })}
        text={t('videoSettings.rule.askText')}
        confirm={t('videoSettings.rule.askDo', { count })}
        onConfirm={confirm}
      />
    </Section>
  )
}

/** The same question on the page itself, for who has no script. */
function AskedPlainly({ slug, asks, count }: { slug: string; asks: RuleWish; count: number }) {
  const { t } = useTranslation()
  const here = urls.dashboard.videoSettings(slug)
  return (
    <Notice
      tone="danger"
      className="mb-6"
      title={t('videoSettings.rule.askTitle', { count })}
      action={
        <form method="post" action={urls.dashboard.videoRuleSure(slug)} className="flex flex-wrap gap-2">
          <input type="hidden" name="policy" value={asks.policy} />
          <input type="hidden" name="graceDays" value={asks.graceDays} />
          <Button type="submit" size="sm" variant="danger">
            {t('videoSettings.rule.askDo', { count })}
          </Button>
          <ButtonLink to={here} size="sm">
            {t('courses.cancel')}
          </ButtonLink>
        </form>
      }
    >
      {t('videoSettings.rule.askText')}
    </Notice>
  )
}

function keptInWords(kept: SourcesKept, t: ReturnType<typeof useTranslation>['t']): string {
  const size = (bytes: number) => sizeInWords(bytes, uploadText)
  const now = kept.videos
    ? t(kept.videos === 1 ? 'videoSettings.rule.savesOne' : 'videoSettings.rule.saves', { size: size(kept.bytes), count: kept.videos })
    : t('videoSettings.rule.savesNone')
  const archived = kept.archivedVideos
    ? t('videoSettings.rule.archived', { size: size(kept.archivedBytes), count: kept.archivedVideos })
    : ''
  const gone = kept.gone ? t('videoSettings.rule.gone', { count: kept.gone }) : ''
  return [now, archived, gone].filter(Boolean).join(' ')
}
