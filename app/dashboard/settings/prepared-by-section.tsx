import { Form, useNavigation, useRevalidator } from '@remix-run/react'
import { ArrowRightLeft } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { usePolling } from '#app/polling.ts'
import { Button } from '#app/ui/button.tsx'
import { Radio } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { Section } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import type { VideoChoice } from '#tenants/media/mux/choice.ts'
import type { Elsewhere } from '#tenants/media/mux/move.ts'
import type { Preparer } from '#tenants/media/schema.ts'

const CHOICES: readonly VideoChoice[] = ['platform', 'lectern', 'mux']
const LOOK_AGAIN_MS = 4_000

export interface PreparedBy {
  readonly choice: VideoChoice
  /** Who prepares what is uploaded now, and whom the platform says. */
  readonly now: Preparer
  readonly platform: Preparer
  readonly elsewhere: Elsewhere
}

type PreparedBySectionProps = {
  slug: string
  by: PreparedBy
  /** What was done, or stood in the way. */
  said: { readonly done: 'chosen' | 'moved' | null; readonly problem: string | null }
}

/** Who prepares what is uploaded from now on, and the videos that somebody else has. Shown where there is a choice. */
export function PreparedBySection({ slug, by, said }: PreparedBySectionProps) {
  const { t } = useTranslation()
  const { state: busy } = useNavigation()
  return (
    <Section title={t('videoSettings.by.title')} text={t('videoSettings.by.why')} className="mt-14 max-w-2xl">
      <div role="status">
        {said.done === 'chosen' ? (
          <Notice tone="good" className="mb-5">
            {t('videoSettings.by.saved')}
          </Notice>
        ) : null}
      </div>
      {said.problem ? (
        <Notice tone="danger" live className="mb-5">
          {said.problem}
        </Notice>
      ) : null}
      <Form method="post" action={urls.dashboard.videosBy(slug)} className="flex flex-col gap-5">
        <fieldset className="flex flex-col gap-1">
          <legend className="mb-2 text-sm font-medium">{t('videoSettings.by.legend')}</legend>
          {CHOICES.map((choice) => (
            <Radio
              key={choice}
              name="choice"
              value={choice}
              defaultChecked={by.choice === choice}
              label={t(`videoSettings.by.${choice}`)}
              hint={choice === 'platform' ? t(`videoSettings.by.platformIs.${by.platform}`) : t(`videoSettings.by.${choice}Hint`)}
            />
          ))}
        </fieldset>
        <div>
          <Button type="submit" busy={busy === 'submitting'}>
            {t('videoSettings.by.save')}
          </Button>
        </div>
      </Form>
      <Others slug={slug} by={by} />
    </Section>
  )
}

/** The videos that are not where new ones go: how many, and how to bring them there. */
function Others({ slug, by: { now, elsewhere } }: Pick<PreparedBySectionProps, 'slug' | 'by'>) {
  const { t } = useTranslation()
  const { revalidate, state } = useRevalidator()
  const { videos, gone, moving } = elsewhere
  usePolling({ everyMs: moving ? LOOK_AGAIN_MS : null, isLooking: state !== 'idle', look: revalidate })
  if (videos + gone + moving === 0) return null
  return (
    <div className="mt-8 border-t border-line pt-5">
      <h3 className="font-sans text-sm font-medium">{t(`videoSettings.by.others.${now}`)}</h3>
      <div role="status">{moving ? <p className="mt-2">{t('videoSettings.by.moving', { count: moving })}</p> : null}</div>
      {gone ? <p className="mt-2 text-muted">{t('videoSettings.by.gone', { count: gone })}</p> : null}
      {videos ? (
        <Form method="post" action={urls.dashboard.videosMove(slug)} className="mt-2">
          <p className="text-soft">{t(`videoSettings.by.how.${now}`)}</p>
          <Button type="submit" icon={ArrowRightLeft} className="mt-4">
            {t('videoSettings.by.move', { count: videos })}
          </Button>
        </Form>
      ) : null}
    </div>
  )
}
