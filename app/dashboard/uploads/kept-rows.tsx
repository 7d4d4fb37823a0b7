import { Link } from '@remix-run/react'
import { FileVideo, X } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from '#app/ui/button.tsx'
import { urls } from '#app/urls.ts'
import type { KeptUpload } from './kept-uploads.ts'
import { VIDEO_FILES } from './video-files.ts'

type KeptRowsProps = {
  school: string
  kept: readonly KeptUpload[]
  /** Share that is stored, 0 to 1, by lesson. */
  stored: Readonly<Record<string, number>>
  /** Answers the names of files nothing waits for. */
  onChoose: (files: readonly File[]) => readonly string[]
  onGiveUp: (one: KeptUpload) => void
}

/** Uploads that wait for their file: a page can go on with it, and may not open it by itself. */
export function KeptRows({ school, kept, stored, onChoose, onGiveUp }: KeptRowsProps) {
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  const [others, setOthers] = useState<readonly string[]>([])
  const choose = () => input.current?.click()
  return (
    <section aria-label={t('lessons.tray.kept')} className="px-4 pt-3 pb-2">
      <div className="flex items-center gap-3">
        <p className="min-w-0 grow text-sm font-medium">{t('lessons.tray.keptCount', { count: kept.length })}</p>
        <Button size="sm" icon={FileVideo} onClick={choose}>
          {t('lessons.tray.choose', { count: kept.length })}
        </Button>
      </div>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={VIDEO_FILES}
        data-kept-files
        onChange={(event) => {
          setOthers(onChoose([...(event.target.files ?? [])]))
          // So that the same file can be chosen again.
          event.target.value = ''
        }}
      />
      <p role="alert" className="text-sm wrap-anywhere text-danger">
        {others.length ? t('lessons.tray.notThese', { count: others.length, name: others[0] }) : null}
      </p>
      <ul className="mt-1">
        {kept.map((one) => {
          const name = one.fingerprint.name
          const percent = Math.floor((stored[one.lesson] ?? 0) * 100)
          return (
            <li key={one.lesson} className="flex items-center gap-2 py-1">
              <div className="min-w-0 grow">
                <Link
                  to={urls.dashboard.lesson(school, one.course, one.lesson)}
                  className="block truncate text-sm hover:underline touch:py-1"
                >
                  {one.title}
                </Link>
                <p className="text-xs wrap-anywhere text-muted tabular-nums">
                  {percent > 0 ? t('lessons.tray.goOn', { name, percent }) : t('lessons.tray.goOnUnknown', { name })}
                </p>
              </div>
              <IconButton size="sm" icon={X} label={t('lessons.tray.giveUp', { title: one.title })} onClick={() => onGiveUp(one)} />
            </li>
          )
        })}
      </ul>
    </section>
  )
}
