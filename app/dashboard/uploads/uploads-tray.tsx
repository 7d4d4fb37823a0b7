import { Link, useLocation } from '@remix-run/react'
import { RotateCw, X } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { uploadText } from '#app/locales/en/upload.ts'
import { Button, IconButton } from '#app/ui/button.tsx'
import { cx } from '#app/ui/cx.ts'
import { ProgressBar } from '#app/ui/progress.tsx'
import { failureInWords, progressInWords } from '#app/ui/upload/upload-words.ts'
import { urls } from '#app/urls.ts'
import { KeptRows } from './kept-rows.tsx'
import type { RunningUpload } from './lesson-upload.ts'
import { dropDone, dropUpload, runningUploads, subscribeToUploads } from './running-uploads.ts'
import { useKeptUploads } from './use-kept-uploads.ts'

/** Uploads that go on while the person is elsewhere, and those that wait for their file; on the lesson's own page the lesson shows it. */
export function UploadsTray({ school }: { school: string }) {
  const { pathname } = useLocation()
  const all = useSyncExternalStore(subscribeToUploads, runningUploads, none)
  const { kept, stored, choose, giveUp } = useKeptUploads(school)
  const elsewhere = all.filter(({ href, upload }) => href !== pathname && upload.snapshot().state !== 'cancelled')
  const waiting = kept.filter(({ course, lesson }) => urls.dashboard.lesson(school, course, lesson) !== pathname)
  const done = elsewhere.filter(({ upload }) => upload.snapshot().state === 'done').length
  const { t } = useTranslation()
  if (!elsewhere.length && !waiting.length) return null
  return (
    <aside
      aria-label={t('lessons.tray.label')}
      className="floating fixed inset-x-4 bottom-4 z-40 max-h-[40dvh] divide-y divide-line overflow-y-auto rounded-md sm:inset-x-auto sm:inset-e-6 sm:bottom-6 sm:w-96"
    >
      {waiting.length ? <KeptRows school={school} kept={waiting} stored={stored} onChoose={choose} onGiveUp={giveUp} /> : null}
      {elsewhere.length > 1 ? (
        <div className="flex min-h-11 items-center gap-3 ps-4 pe-2">
          <p className="min-w-0 grow text-sm text-muted tabular-nums">{t('lessons.tray.ofAll', { done, count: elsewhere.length })}</p>
          {done > 1 ? (
            <Button size="sm" variant="quiet" onClick={dropDone}>
              {t('lessons.tray.hideDone')}
            </Button>
          ) : null}
        </div>
      ) : null}
      {elsewhere.length ? (
        <ul className="divide-y divide-line">
          {elsewhere.map((one) => (
            <TrayRow key={one.href} {...one} />
          ))}
        </ul>
      ) : null}
    </aside>
  )
}

function TrayRow({ href, title, upload }: RunningUpload) {
  const { t } = useTranslation()
  const snapshot = upload.snapshot()
  const isDone = snapshot.state === 'done'
  const isFailed = snapshot.state === 'failed'
  const mayRetry = isFailed && snapshot.problem !== 'file' && snapshot.problem !== 'refused'
  const share = isDone ? 1 : snapshot.totalBytes ? snapshot.sentBytes / snapshot.totalBytes : 0
  return (
    <li className="flex items-center gap-3 py-2.5 ps-4 pe-2">
      <div className="min-w-0 grow">
        <Link to={href} className="block truncate text-sm font-medium hover:underline">
          {title}
        </Link>
        <ProgressBar value={share} label={uploadText.progress(snapshot.fileName)} className="mt-1.5" />
        <p aria-hidden="true" className={cx('mt-1 text-xs tabular-nums', isFailed ? 'text-danger' : 'truncate text-muted')}>
          {isDone ? t('lessons.tray.done') : progressInWords(snapshot, uploadText)}
        </p>
        <p role="status" className="sr-only">
          {isDone ? t('lessons.tray.doneNamed', { title }) : isFailed ? `${title}: ${failureInWords(snapshot, uploadText)}` : ''}
        </p>
      </div>
      {mayRetry ? (
        <IconButton size="sm" icon={RotateCw} label={t('lessons.tray.retry', { title })} onClick={() => void upload.resume()} />
      ) : null}
      <IconButton
        size="sm"
        icon={X}
        label={isDone ? t('lessons.tray.hide', { title }) : t('lessons.tray.cancel', { title })}
        onClick={() => dropUpload(href)}
      />
    </li>
  )
}

const NONE: readonly RunningUpload[] = []
const none = () => NONE
