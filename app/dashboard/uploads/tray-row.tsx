import { Link } from '@remix-run/react'
import { RotateCw, X } from 'lucide-react'
import { type RefObject, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { uploadText } from '#app/locales/en/upload.ts'
import { IconButton } from '#app/ui/button.tsx'
import { cx } from '#app/ui/cx.ts'
import { ProgressBar } from '#app/ui/progress.tsx'
import { failureInWords, progressInWords } from '#app/ui/upload/upload-words.ts'
import { type Preparation, useAssetState } from '../courses/lesson/use-asset-state.ts'
import type { RunningUpload } from './lesson-upload.ts'
import { dropUpload } from './running-uploads.ts'

const READY_STAYS_MS = 20_000

type TrayRowProps = RunningUpload & {
  /** Every file is up: before that, a row that goes would take its number out of how many there are. */
  mayLeave: boolean
}

/** One upload, and once its file is up what becomes of the video. */
export function TrayRow({ mayLeave, ...one }: TrayRowProps) {
  const { state, assetId } = one.upload.snapshot()
  return state === 'done' && assetId !== undefined ? (
    <UploadedRow key={assetId} {...one} assetId={assetId} mayLeave={mayLeave} />
  ) : (
    <SendingRow {...one} />
  )
}

function SendingRow({ href, title, upload }: RunningUpload) {
  const { t } = useTranslation()
  const snapshot = upload.snapshot()
  const isFailed = snapshot.state === 'failed'
  const mayRetry = isFailed && snapshot.problem !== 'file' && snapshot.problem !== 'refused'
  return (
    <li className="flex items-center gap-3 py-2.5 ps-4 pe-2">
      <div className="min-w-0 grow">
        <TitleLink href={href} title={title} />
        <ProgressBar
          value={snapshot.totalBytes ? snapshot.sentBytes / snapshot.totalBytes : 0}
          label={uploadText.progress(snapshot.fileName)}
          className="mt-1.5"
        />
        <p aria-hidden="true" className={cx('mt-1 text-xs tabular-nums', isFailed ? 'text-danger' : 'truncate text-muted')}>
          {progressInWords(snapshot, uploadText)}
        </p>
        <p role="status" className="sr-only">
          {isFailed ? `${title}: ${failureInWords(snapshot, uploadText)}` : ''}
        </p>
      </div>
      {mayRetry ? (
        <IconButton size="sm" icon={RotateCw} label={t('lessons.tray.retry', { title })} onClick={() => void upload.resume()} />
      ) : null}
      <IconButton size="sm" icon={X} label={t('lessons.tray.cancel', { title })} onClick={() => dropUpload(href)} />
    </li>
  )
}

const JUST_UP: Preparation = { state: 'processing', progress: 0, waiting: true, secondsLeft: null, failure: null, watch: null }

function UploadedRow({ school, href, title, assetId, mayLeave }: TrayRowProps & { assetId: string }) {
  const { t } = useTranslation()
  const row = useRef<HTMLLIElement>(null)
  const { state, progress, failure } = useAssetState(school, assetId, JUST_UP, nothing)
  useLeaving(row, state === 'ready' && mayLeave, href)
  const percent = Math.floor(progress * 100)
  return (
    <li ref={row} className="flex items-center gap-3 py-2.5 ps-4 pe-2">
      <div className="min-w-0 grow">
        <TitleLink href={href} title={title} />
        {state === 'failed' ? (
          <p className="mt-1 text-xs text-danger">
            {t('lessons.tray.failed', { reason: failure ?? '' })}{' '}
            <Link to={href} className="inline-block font-medium underline touch:py-2.5">
              {t('lessons.tray.toLesson')}
            </Link>
          </p>
        ) : (
          <>
            {state === 'ready' ? null : (
              <ProgressBar value={progress} label={t('lessons.tray.preparingNamed', { title })} className="mt-1.5" />
            )}
            <p aria-hidden="true" className={cx('mt-1 truncate text-xs tabular-nums', state === 'ready' ? 'text-positive' : 'text-muted')}>
              {state === 'ready' ? t('lessons.tray.ready') : percent ? t('lessons.tray.preparing', { percent }) : t('lessons.tray.done')}
            </p>
          </>
        )}
        <p role="status" className="sr-only">
          {state === 'ready'
            ? t('lessons.tray.readyNamed', { title })
            : state === 'failed'
              ? t('lessons.tray.failedNamed', { title })
              : t('lessons.tray.doneNamed', { title })}
        </p>
      </div>
      <IconButton size="sm" icon={X} label={t('lessons.tray.hide', { title })} onClick={() => dropUpload(href)} />
    </li>
  )
}

/** Takes a row out of sight after a while; not from below somebody's pointer, and not with the focus in it. */
function useLeaving(row: RefObject<HTMLElement>, isOver: boolean, href: string): void {
  useEffect(() => {
    if (!isOver) return
    const timer = setInterval(() => {
      if (!row.current?.matches(':hover, :focus-within')) dropUpload(href)
    }, READY_STAYS_MS)
    return () => clearInterval(timer)
  }, [row, isOver, href])
}

function TitleLink({ href, title }: { href: string; title: string }) {
  return (
    <Link to={href} className="block truncate text-sm font-medium hover:underline">
      {title}
    </Link>
  )
}

const nothing = () => undefined
