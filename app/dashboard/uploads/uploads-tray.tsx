import { useLocation } from '@remix-run/react'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { urls } from '#app/urls.ts'
import { KeptRows } from './kept-rows.tsx'
import type { RunningUpload } from './lesson-upload.ts'
import { dropDone, runningUploads, subscribeToUploads } from './running-uploads.ts'
import { TrayRow } from './tray-row.tsx'
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
            <TrayRow key={one.href} mayLeave={done === elsewhere.length} {...one} />
          ))}
        </ul>
      ) : null}
    </aside>
  )
}

const NONE: readonly RunningUpload[] = []
const none = () => NONE
