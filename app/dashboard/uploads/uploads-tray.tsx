import { Link, useLocation } from '@remix-run/react'
import { X } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { uploadText } from '#app/locales/en/upload.ts'
import { IconButton } from '#app/ui/button.tsx'
import { ProgressBar } from '#app/ui/progress.tsx'
import { progressInWords } from '#app/ui/upload/upload-words.ts'
import { dropUpload, type RunningUpload, runningUploads, subscribeToUploads } from './running-uploads.ts'

/** Uploads that go on while the person is elsewhere; on the lesson's own page the lesson shows it. */
export function UploadsTray() {
  const { pathname } = useLocation()
  const all = useSyncExternalStore(subscribeToUploads, runningUploads, none)
  const elsewhere = all.filter(({ href, upload }) => href !== pathname && upload.snapshot().state !== 'cancelled')
  const { t } = useTranslation()
  if (!elsewhere.length) return null
  return (
    <aside
      aria-label={t('lessons.tray.label')}
      className="floating fixed inset-x-4 bottom-4 z-40 max-h-[40dvh] overflow-y-auto rounded-md sm:inset-x-auto sm:inset-e-6 sm:bottom-6 sm:w-96"
    >
      <ul className="divide-y divide-line">
        {elsewhere.map((one) => (
          <TrayRow key={one.href} {...one} />
        ))}
      </ul>
    </aside>
  )
}

function TrayRow({ href, title, upload }: RunningUpload) {
  const { t } = useTranslation()
  const snapshot = upload.snapshot()
  const isDone = snapshot.state === 'done'
  const share = isDone ? 1 : snapshot.totalBytes ? snapshot.sentBytes / snapshot.totalBytes : 0
  return (
    <li className="flex items-center gap-3 py-2.5 ps-4 pe-2">
      <div className="min-w-0 grow">
        <Link to={href} className="block truncate text-sm font-medium hover:underline">
          {title}
        </Link>
        <ProgressBar value={share} label={uploadText.progress(snapshot.fileName)} className="mt-1.5" />
        <p aria-hidden="true" className="mt-1 truncate text-xs text-muted tabular-nums">
          {isDone ? t('lessons.tray.done') : progressInWords(snapshot, uploadText)}
        </p>
        <p role="status" className="sr-only">
          {isDone ? t('lessons.tray.doneNamed', { title }) : ''}
        </p>
      </div>
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
