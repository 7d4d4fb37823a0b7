import { Link, useFetcher } from '@remix-run/react'
import { Bell } from 'lucide-react'
import { Popover } from 'radix-ui'
import { type MouseEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePolling } from '#app/polling.ts'
import { ClockProvider } from '#app/ui/clock.tsx'
import { cx } from '#app/ui/cx.ts'
import { railRow } from '#app/ui/frames/rail-nav.tsx'
import { urls } from '#app/urls.ts'
import { NoticeList } from './notice-list.tsx'
import type { NoticesData } from './notifications.tsx'
import { ReadAll } from './read-all.tsx'

const LOOK_EVERY_MS = 30_000

export interface Tray {
  readonly school: string
  readonly unread: number
  /** Null until they were looked at. */
  readonly known: NoticesData | null
  look(): void
}

/** What the person is told, kept fresh while the page is seen. */
export function useTray(school: string, loaded: { unread: number; now: number }): Tray {
  const fetcher = useFetcher<NoticesData>()
  const newest = useRef<NoticesData | null>(null)
  // A look that failed takes nothing back of what an earlier one has found.
  if (fetcher.data && fetcher.data.school === school) newest.current = fetcher.data
  const known = newest.current?.school === school ? newest.current : null
  const look = () => fetcher.load(urls.dashboard.notificationsPoll(school))
  usePolling({ everyMs: LOOK_EVERY_MS, isLooking: fetcher.state !== 'idle', look })
  return { school, known, look, unread: known && known.now >= loaded.now ? known.unread : loaded.unread }
}

type BellProps = { tray: Tray; look: 'row' | 'icon' }

/** Leads to the page of notifications; with script it opens them where one is. */
export function BellTray({ tray, look }: BellProps) {
  const { t } = useTranslation()
  const bell = useRef<HTMLAnchorElement>(null)
  const [open, setOpen] = useState(false)
  const [home, setHome] = useState<HTMLElement | null>(null)
  const { school, unread, known } = tray
  const press = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    setHome(bell.current?.closest<HTMLElement>('aside, header') ?? null)
    if (!open) tray.look()
    setOpen(!open)
  }
  const label = unread ? t('notices.bellNew', { count: unread }) : t('notices.bell')
  const close = () => setOpen(false)
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Anchor asChild>
        <Link
          ref={bell}
          to={urls.dashboard.notifications(school)}
          onClick={press}
          aria-label={label}
          aria-haspopup="dialog"
          aria-expanded={open}
          className={look === 'row' ? `${railRow()} flex-none` : 'button button-quiet button-square relative'}
        >
          <Bell size={look === 'row' ? 18 : 16} />
          {look === 'row' ? <span className="flex-1">{t('notices.bell')}</span> : null}
          {unread ? (
            <span
              className={cx(
                'min-w-5 rounded-full bg-accent px-1.5 text-center text-xs leading-5 text-accent-ink tabular-nums',
                look === 'icon' && 'absolute inset-s-1/2 top-0.5 ms-0.5 ring-2 ring-paper',
              )}
            >
              {unread > 99 ? t('notices.many') : unread}
            </span>
          ) : null}
        </Link>
      </Popover.Anchor>
      <Popover.Portal container={home}>
        <Popover.Content
          side={look === 'row' ? 'right' : 'bottom'}
          align={look === 'row' ? 'start' : 'end'}
          sideOffset={8}
          collisionPadding={12}
          aria-label={t('notices.title')}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            bell.current?.focus()
          }}
          onInteractOutside={(event) => {
            // The bell closes it itself.
            if (event.target instanceof Node && bell.current?.contains(event.target)) event.preventDefault()
          }}
          className="floating z-50 flex max-h-[min(36rem,var(--radix-popover-content-available-height))] w-[min(25rem,calc(100vw-24px))] flex-col rounded-md p-4"
        >
          <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
            <h2 className="text-lg">{t('notices.title')}</h2>
            {known?.unread ? <ReadAll school={school} upTo={known.upTo} size="sm" /> : null}
          </div>
          {known ? (
            <ClockProvider now={known.now}>
              <div className="min-h-0 flex-1 overflow-y-auto">
                <NoticeList school={school} notices={known.notices} names={known.names} onGo={close} />
              </div>
            </ClockProvider>
          ) : (
            <p role="status" className="border-y border-line py-6 text-sm text-muted">
              {t('notices.loading')}
            </p>
          )}
          <Link to={urls.dashboard.notifications(school)} onClick={close} className="link mt-3 self-start text-sm touch:py-3">
            {t('notices.all')}
          </Link>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
