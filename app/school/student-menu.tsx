import { Link, useLocation } from '@remix-run/react'
import { BookOpen, LogOut, UserRound } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '#app/ui/avatar.tsx'
import { urls } from '#app/urls.ts'

/** Who is signed in, and the way out. A details element, so that it opens before script arrives; script only closes it again. */
export function StudentMenu({ student }: { student: { name: string; email?: string; avatar?: string | null } }) {
  const { t } = useTranslation()
  const details = useRef<HTMLDetailsElement>(null)
  const { pathname } = useLocation()
  // The frame stays while its pages change, and would stay open over them.
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each new page
  useEffect(() => {
    if (details.current) details.current.open = false
  }, [pathname])
  useEffect(() => {
    const close = (event: Event) => {
      const menu = details.current
      if (!menu?.open || (event.target instanceof Node && event.type !== 'keydown' && menu.contains(event.target))) return
      if (event instanceof KeyboardEvent && event.key !== 'Escape') return
      menu.open = false
      if (event instanceof KeyboardEvent) menu.querySelector('summary')?.focus()
    }
    for (const type of ['pointerdown', 'focusin', 'keydown']) document.addEventListener(type, close)
    return () => {
      for (const type of ['pointerdown', 'focusin', 'keydown']) document.removeEventListener(type, close)
    }
  }, [])
  return (
    <details ref={details} className="relative">
      <summary aria-label={t('learn.account', { name: student.name })} className="grid size-11 place-items-center rounded-full">
        <Avatar name={student.name} src={student.avatar ?? null} size="md" />
      </summary>
      <div className="floating absolute inset-e-0 top-full z-50 mt-1 w-64 rounded-md p-1">
        <div className="px-3 py-2.5">
          <p className="truncate text-sm font-medium">{student.name}</p>
          {student.email ? <p className="truncate text-sm text-muted">{student.email}</p> : null}
        </div>
        <div className="border-t border-line pt-1">
          <Link to={urls.school.learn()} className={ROW}>
            <BookOpen size={16} className="text-muted" />
            {t('learn.myCourses')}
          </Link>
          <Link to={urls.school.account()} className={ROW}>
            <UserRound size={16} className="text-muted" />
            {t('learn.myAccount')}
          </Link>
          {/* A whole load: the school's home is none of Remix's pages. */}
          <form method="post" action={urls.school.signOut()}>
            <button type="submit" className={ROW}>
              <LogOut size={16} className="text-muted" />
              {t('learn.signOut')}
            </button>
          </form>
        </div>
      </div>
    </details>
  )
}

const ROW = 'flex min-h-9 w-full items-center gap-2.5 rounded-sm px-3 text-sm hover:bg-held touch:min-h-11'
