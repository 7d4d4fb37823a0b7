import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { CopyButton } from '#app/ui/copy-button.tsx'
import { Select } from '#app/ui/input.tsx'
import type { PlayerCaptions, PlayerControl } from '#app/ui/player/player-props.ts'
import { Said } from './transcript-said.tsx'
import { useTranscript } from './use-transcript.ts'

interface TranscriptPanelProps {
  readonly captions: readonly PlayerCaptions[]
  readonly control: PlayerControl | undefined
}

/** What is said, beside the film: what is said is marked, one that is chosen is gone to, and words are found. */
export function TranscriptPanel({ captions, control }: TranscriptPanelProps) {
  const { t } = useTranslation()
  const title = useId()
  const [src, setSrc] = useState((captions.find((one) => one.suits) ?? captions[0])?.src ?? '')
  const track = captions.find((one) => one.src === src)
  const { transcript, retry } = useTranscript(src)
  const paragraphs = typeof transcript === 'string' ? [] : transcript
  return (
    <section
      aria-labelledby={title}
      className="relative flex h-[46dvh] flex-col border-line bg-paper text-ink max-xl:border-t xl:h-auto xl:min-h-0"
    >
      <div className="flex min-h-0 flex-1 flex-col xl:absolute xl:inset-0">
        <div className="flex flex-none items-center gap-2 px-4 pt-2">
          <h2 id={title} className="me-auto text-ui font-medium">
            {t('learn.transcript.title')}
          </h2>
          {captions.length > 1 ? (
            <Select aria-label={t('learn.transcript.language')} value={src} onChange={(event) => setSrc(event.currentTarget.value)}>
              {captions.map((one) => (
                <option key={one.src} value={one.src} lang={one.language}>
                  {one.label}
                </option>
              ))}
            </Select>
          ) : null}
          <CopyButton
            size="sm"
            variant="quiet"
            value={paragraphs.map(({ text, speaker }) => (speaker ? `${speaker}: ${text}` : text)).join('\n\n')}
            label={t('learn.transcript.copy')}
            copiedLabel={t('learn.transcript.copied')}
            failedLabel={t('learn.transcript.copyFailed')}
          />
        </div>
        {transcript === 'loading' ? <p className="px-4 py-6 text-sm text-muted">{t('learn.transcript.loading')}</p> : null}
        {transcript === 'failed' ? (
          <div role="alert" className="flex flex-col items-start gap-3 px-4 py-6 text-sm">
            {t('learn.transcript.failed')}
            <Button size="sm" onClick={retry}>
              {t('learn.transcript.retry')}
            </Button>
          </div>
        ) : null}
        {paragraphs.length ? <Said key={src} paragraphs={paragraphs} control={control} language={track?.language ?? ''} /> : null}
      </div>
    </section>
  )
}
