import { Link } from '@remix-run/react'
import { BookOpen, CircleCheck, Clapperboard, GraduationCap, type LucideIcon, MailX, Ticket, UserPlus, VideoOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { cx } from '#app/ui/cx.ts'
import { EmptyState } from '#app/ui/empty.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import type { Notice } from '#tenants/insights/notices.ts'
import { type Names, placeOfNotice, useNoticeWords } from './notice-words.ts'

const ICONS: Readonly<Record<Notice['kind'], LucideIcon>> = {
  ...{ videos: Clapperboard, batches: Ticket, completions: GraduationCap },
  ...{ joins: UserPlus, letters: MailX, colleagues: BookOpen },
}

const isBad = (notice: Notice) =>
  notice.kind === 'letters' || (notice.kind === 'videos' && (notice.what === 'failed' || notice.what === 'unheard'))

type NoticeListProps = { school: string; notices: readonly Notice[]; names: Names; onGo?: () => void }

export function NoticeList({ school, notices, names, onGo }: NoticeListProps) {
  const { t } = useTranslation()
  const words = useNoticeWords(names)
  if (!notices.length) return <EmptyState icon={CircleCheck} title={t('notices.none')} text={t('notices.noneText')} />
  return (
    <ul className="border-t border-line">
      {notices.map((notice) => {
        const Icon = notice.kind === 'videos' && notice.what === 'failed' ? VideoOff : ICONS[notice.kind]
        return (
          <li key={keyOf(notice)} className="border-b border-line">
            <Link
              to={placeOfNotice(school, notice)}
              onClick={onGo}
              className="flex min-h-11 items-start gap-3 px-1 py-2.5 text-ui hover:bg-held focus-visible:-outline-offset-2"
            >
              <Icon size={18} className={cx('mt-0.5', isBad(notice) ? 'text-danger' : 'text-muted')} />
              <span className={cx('min-w-0 flex-1', notice.isNew ? 'text-ink' : 'text-soft')}>
                {words(notice)}
                <RelativeTime at={notice.at} className="block text-sm text-muted" />
              </span>
              {notice.isNew ? (
                <span className="mt-2 size-2 flex-none rounded-full bg-accent">
                  <span className="sr-only">{t('notices.new')}</span>
                </span>
              ) : null}
            </Link>
          </li>
        )
      })}
    </ul>
  )
}

const keyOf = (notice: Notice): string => `${notice.kind} ${notice.seq} ${notice.at} ${'batchId' in notice ? notice.batchId : ''}`
