import { RotateCw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { uploadText } from '#app/locales/en/upload.ts'
import { Button } from '#app/ui/button.tsx'
import { cx } from '#app/ui/cx.ts'
import { Notice } from '#app/ui/notice.tsx'
import { LazyPlayer } from '#app/ui/player/player.tsx'
import { clockTime } from '#app/ui/player/player-props.ts'
import { ProgressBar } from '#app/ui/progress.tsx'
import { UploadField } from '#app/ui/upload/upload-field.tsx'
import type { AgainStanding } from '#tenants/media/prepare-again.ts'
import type { Preparer } from '#tenants/media/schema.ts'
import { type LessonUpload, useLessonUpload } from '../../uploads/use-lesson-upload.ts'
import { VIDEO_FILES } from '../../uploads/video-files.ts'
import { useAssetState } from './use-asset-state.ts'

export interface LessonVideo {
  readonly id: string
  readonly name: string
  readonly state: 'uploading' | 'processing' | 'ready' | 'failed'
  readonly progress: number
  readonly waiting: boolean
  readonly secondsLeft: number | null
  /** The sentence, and whether another try of the same file may help. */
  readonly failure: string | null
  readonly mayRetry: boolean
  readonly seconds: number | null
  readonly width: number | null
  readonly height: number | null
  /** Short sides of its rungs, in pixels. */
  readonly rungs: readonly number[]
  readonly size: number
  readonly outputBytes: number
  /** The file as it was uploaded, and where it can be saved from. */
  readonly original: { readonly state: 'kept' | 'archived' | 'gone' | 'at_mux'; readonly href: string | null }
  readonly by: Preparer
  /** It is at Mux, and there is no account here that could show it. */
  readonly isAway: boolean
  /** How far it is with being prepared once more, while it plays. `reason` is a sentence. */
  readonly again: AgainStanding | null
  /** What can be watched by now, up to which second while it is still being made. */
  readonly watch: {
    readonly src: string
    readonly poster?: string
    readonly storyboard?: string
    readonly until: number | null
    readonly startAt: number
  } | null
}

type VideoPartProps = {
  school: string
  course: string
  lesson: string
  title: string
  video: LessonVideo | null
  /** The lesson has another video, or its preparation has ended. */
  onChanged: () => void
  /** Another video took the place of this one. */
  onReplaced: (before: LessonVideo) => void
  /** Puts back the video that stood here before this one; absent where none is known. */
  onPutBack: (() => void) | undefined
  onRetry: (assetId: string) => void
  onCancel: (assetId: string) => void
}

/** The video of a lesson: none, going up, being prepared, not preparable, or playing. */
export function VideoPart({ school, course, lesson, title, video, onChanged, onReplaced, onPutBack, onRetry, onCancel }: VideoPartProps) {
  const { t } = useTranslation()
  const [replacing, setReplacing] = useState(false)
  const upload = useLessonUpload({
    school,
    course,
    lesson,
    title,
    onDone: () => {
      setReplacing(false)
      const fresh = upload.snapshot?.assetId
      if (video && fresh !== undefined && video.id !== fresh) onReplaced(video)
      upload.reset()
      onChanged()
    },
  })
  const isUploading = upload.snapshot !== undefined
  // A reload in the middle of replacing it: the file is asked for again where it was chosen.
  const replaces = replacing || isUploading || upload.unfinished.length > 0
  const field = (label: string) => <VideoField upload={upload} label={label} />
  if (!video) return field(t('lessons.video.choose'))
  return (
    <div className="flex flex-col gap-4">
      {video.isAway ? (
        <Notice tone="caution" title={t('lessons.video.away')}>
          {t('lessons.video.awayText')}
        </Notice>
      ) : null}
      {video.watch && !video.isAway ? <Film video={video} watch={video.watch} title={title} /> : null}
      {video.state === 'ready' ? null : video.state === 'failed' ? (
        <Notice
          tone="danger"
          title={t('lessons.video.failed')}
          action={
            replaces ? undefined : (
              <>
                {video.mayRetry ? (
                  <Button size="sm" icon={RotateCw} onClick={() => onRetry(video.id)}>
                    {t('lessons.video.retry')}
                  </Button>
                ) : null}
                <Button size="sm" variant={video.mayRetry ? 'quiet' : 'secondary'} onClick={() => setReplacing(true)}>
                  {t('lessons.video.another')}
                </Button>
                {onPutBack ? (
                  <Button size="sm" variant={video.mayRetry ? 'quiet' : 'secondary'} onClick={onPutBack}>
                    {t('lessons.video.putBack')}
                  </Button>
                ) : null}
              </>
            )
          }
        >
          <span className="block truncate font-medium">{video.name}</span>
          {video.failure}
        </Notice>
      ) : (
        <Preparing key={video.id} school={school} video={video} onEnd={onChanged} onCancel={() => onCancel(video.id)} />
      )}
      {replaces ? (
        <div className="flex flex-col items-start gap-3">
          <div className="w-full">
            {isUploading ? null : <p className="mb-2.5 text-sm text-soft">{t('lessons.video.replaceNote')}</p>}
            {field(t('lessons.video.replaceWith'))}
          </div>
          {!replacing || isUploading ? null : (
            <Button size="sm" variant="quiet" onClick={() => setReplacing(false)}>
              {t('lessons.video.keep')}
            </Button>
          )}
        </div>
      ) : video.state === 'failed' ? null : (
        <div>
          <Button size="sm" onClick={() => setReplacing(true)}>
            {t('lessons.video.replace')}
          </Button>
        </div>
      )}
    </div>
  )
}

function VideoField({ upload, label }: { upload: LessonUpload; label: string }) {
  const { t } = useTranslation()
  const goOn = (name: string) => {
    const one = upload.unfinished.find((other) => other.fingerprint.name === name)
    const share = one && upload.stored[one.uploadId]
    return share === undefined
      ? t('lessons.video.goOnUnknown', { name })
      : t('lessons.video.goOn', { name, percent: Math.floor(share * 100) })
  }
  return <UploadField accept={VIDEO_FILES} label={label} hint={t('lessons.video.hint')} upload={upload} text={{ ...uploadText, goOn }} />
}

type PreparingProps = { school: string; video: LessonVideo; onEnd: () => void; onCancel: () => void }

function Preparing({ school, video, onEnd, onCancel }: PreparingProps) {
  const { t } = useTranslation()
  const { progress, waiting, secondsLeft, watch } = useAssetState(school, video.id, video, onEnd)
  const left =
    secondsLeft === null
      ? []
      : [
          secondsLeft < 50
            ? t('lessons.video.secondsLeft', { count: Math.max(5, Math.ceil(secondsLeft / 5) * 5) })
            : t('lessons.video.minutesLeft', { count: Math.ceil(secondsLeft / 60) }),
        ]
  const words =
    waiting && progress === 0
      ? t('lessons.video.waiting')
      : [t('lessons.video.preparingWord'), t('lessons.video.percent', { percent: Math.floor(progress * 100) }), ...left].join(' · ')
  return (
    <div className={cx('grid place-items-center rounded-md bg-sunk px-6', video.watch ? 'py-5' : 'aspect-video')}>
      <div className="w-full max-w-96">
        <p className="truncate font-medium" title={video.name}>
          {video.name}
        </p>
        <ProgressBar value={progress} label={t('lessons.video.preparing', { name: video.name })} className="mt-3" />
        <p aria-hidden="true" className="mt-2 text-sm text-soft tabular-nums">
          {words}
        </p>
        {watch?.until ? (
          <p className="mt-1 text-sm text-soft tabular-nums">
            {t('lessons.video.watchable', { until: clockTime(watch.until), duration: clockTime(video.seconds ?? watch.until) })}
          </p>
        ) : null}
        <p className="mt-4 text-sm text-muted">{t('lessons.video.leave')}</p>
        <Button size="sm" variant="quiet" className="mt-3 -ms-2.5" onClick={onCancel}>
          {t('lessons.video.cancel')}
        </Button>
      </div>
    </div>
  )
}

function Film({ video, watch, title }: { video: LessonVideo; watch: NonNullable<LessonVideo['watch']>; title: string }) {
  const { width, height } = video
  // A film that stands upright is shown between bars: in its own shape it would be taller than the window.
  const ratio = width && height && width >= height ? `${width}/${height}` : '16/9'
  return (
    <div className="overflow-hidden rounded-md">
      <LazyPlayer
        key={video.id}
        src={watch.src}
        {...(watch.poster && { poster: watch.poster })}
        {...(watch.storyboard && { storyboard: watch.storyboard })}
        until={watch.until}
        startAt={watch.startAt}
        title={title}
        ratio={ratio}
        {...(video.seconds === null ? {} : { duration: video.seconds })}
      />
    </div>
  )
}
