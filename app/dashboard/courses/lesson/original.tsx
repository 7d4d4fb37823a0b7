import { Form, useRevalidator } from '@remix-run/react'
import { Download, RotateCw } from 'lucide-react'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { usePolling } from '#app/polling.ts'
import { Button } from '#app/ui/button.tsx'
import { ProgressBar } from '#app/ui/progress.tsx'
import type { LessonVideo } from './video-part.tsx'

const EVERY_MS = 3_000

type OriginalProps = {
  video: LessonVideo
  onAgain: (assetId: string) => void
  onCancelAgain: (assetId: string) => void
  onChanged: () => void
}

/** The file as it was uploaded: whether it is there, to be saved, and to make the video once more from. */
export function Original({ video, onAgain, onCancelAgain, onChanged }: OriginalProps) {
  const { t } = useTranslation()
  const { state: look } = useRevalidator()
  const { original, again } = video
  const isPreparing = again?.state === 'preparing'
  usePolling({ everyMs: isPreparing ? EVERY_MS : null, isLooking: look !== 'idle', look: onChanged })
  const pressed = (act: (assetId: string) => void) => (event: FormEvent) => {
    event.preventDefault()
    act(video.id)
  }
  return (
    <div className="mt-5 border-t border-line pt-5">
      <h3 className="font-sans text-sm font-medium">{t('lessons.original.title')}</h3>
      <p className="mt-1 text-sm text-muted">{t(`lessons.original.${original.state}`)}</p>
      {again?.state === 'failed' ? (
        <p role="status" className="mt-3 text-sm text-danger">
          {t('lessons.original.failed')} {again.reason}
        </p>
      ) : null}
      {isPreparing ? (
        <Form method="post" onSubmit={pressed(onCancelAgain)} className="mt-4">
          <Asset id={video.id} intent="cancel_again" />
          <ProgressBar value={again.share} label={t('lessons.original.preparing')} />
          <p aria-hidden="true" className="mt-2 text-sm text-soft tabular-nums">
            {again.waiting ? t('lessons.original.waiting') : t('lessons.original.percent', { percent: Math.floor(again.share * 100) })}
          </p>
          <Button type="submit" size="sm" variant="quiet" className="mt-1 -ms-2.5">
            {t('lessons.original.cancel')}
          </Button>
        </Form>
      ) : null}
      {original.href === null ? null : (
        <div className="mt-3 flex flex-col items-start gap-1">
          <a href={original.href} download={video.name} className="button button-quiet button-sm -ms-2.5">
            <Download size={16} />
            {t('lessons.original.download')}
          </a>
          {isPreparing || video.by === 'mux' ? null : (
            <Form method="post" onSubmit={pressed(onAgain)}>
              <Asset id={video.id} intent="again" />
              <Button type="submit" size="sm" variant="quiet" icon={RotateCw} className="-ms-2.5">
                {t('lessons.original.again')}
              </Button>
              <p className="mt-1 text-sm text-muted">{t('lessons.original.againHint')}</p>
            </Form>
          )}
        </div>
      )}
    </div>
  )
}

function Asset({ id, intent }: { id: string; intent: string }) {
  return (
    <>
      <input type="hidden" name="intent" value={intent} />
      <input type="hidden" name="asset" value={id} />
    </>
  )
}
