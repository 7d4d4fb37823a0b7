import { Form, useRevalidator } from '@remix-run/react'
import { AudioLines } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { usePolling } from '#app/polling.ts'
import { Button } from '#app/ui/button.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { Section } from '#app/ui/page.tsx'
import { LanguageField, Problem } from './add-captions.tsx'
import type { CaptionsProblem } from './captions-change.server.ts'

interface FromSpeechProps {
  readonly speech: { readonly state: 'none' | 'waiting' | 'running' | 'failed'; readonly reason: string | null }
  readonly languages: readonly { readonly tag: string; readonly name: string }[]
  readonly problem: CaptionsProblem | undefined
  readonly isSending: boolean
}

const LOOK_AGAIN_MS = 4_000

/** Captions made from what is said. The draft comes into the list by itself. */
export function FromSpeech({ speech, languages, problem, isSending }: FromSpeechProps) {
  const { t } = useTranslation()
  const { revalidate, state } = useRevalidator()
  const isUnderway = speech.state === 'waiting' || speech.state === 'running'
  usePolling({ everyMs: isUnderway ? LOOK_AGAIN_MS : null, isLooking: state !== 'idle', look: revalidate })
  return (
    <Section title={t('captions.speech.title')} text={isUnderway ? undefined : t('captions.speech.text')}>
      <div role="status">
        {isUnderway ? (
          <Notice title={t(speech.state === 'waiting' ? 'captions.speech.waiting' : 'captions.speech.underway')}>
            {t('captions.speech.leave')}
          </Notice>
        ) : null}
      </div>
      {speech.state === 'failed' ? (
        <Notice tone="danger" title={t('captions.speech.failed')} className="mb-5">
          {speech.reason}
        </Notice>
      ) : null}
      {isUnderway ? null : (
        <Form method="post" className="flex max-w-md flex-col gap-5">
          <LanguageField
            id="speech-language"
            label={t('captions.speech.language')}
            languages={languages}
            chosen={problem?.intent === 'speech' ? problem.language : undefined}
            nothing={t('captions.speech.detect')}
          />
          <Problem problem={problem?.intent === 'speech' ? problem : undefined} />
          <div>
            <Button type="submit" name="intent" value="speech" icon={AudioLines} busy={isSending}>
              {t('captions.speech.action')}
            </Button>
          </div>
        </Form>
      )}
    </Section>
  )
}
