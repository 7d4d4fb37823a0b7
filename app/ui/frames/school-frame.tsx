import { Menu } from 'lucide-react'
import type { ReactNode } from 'react'
import { uiText } from '#app/locales/en/ui.ts'
import { cx } from '../cx.ts'
import { isWordMark, Mark, type MarkOf } from '../mark.tsx'
import { SkipLink } from '../skip-link.tsx'

export type SchoolLink = { to: string; label: string; current?: boolean }

export type SchoolFrameProps = {
  school: MarkOf & { to: string }
  links: SchoolLink[]
  /** Sign in, or who is signed in. */
  account?: ReactNode
  footLinks?: SchoolLink[]
  footNote?: ReactNode
  children: ReactNode
}

/** A school's own pages. Plain links and a details element: nothing here waits for script. */
export function SchoolFrame({ school, links, account, footLinks, footNote, children }: SchoolFrameProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="relative z-30 mx-auto flex h-16 w-full max-w-[1344px] items-center gap-4 px-5 sm:px-10">
        <SchoolName school={school} />
        <nav aria-label={uiText.mainNavigation} className="ms-auto hidden items-center gap-7 text-ui sm:flex">
          {links.map((link) => (
            <SchoolAnchor key={link.to} link={link} className="py-3 hover:text-accent aria-[current]:text-accent" />
          ))}
        </nav>
        <div className="flex items-center gap-2 max-sm:ms-auto sm:ms-3">{account}</div>
        {links.length > 0 ? <PhoneMenu links={links} /> : null}
      </header>
      <main id="content" tabIndex={-1} className="mx-auto w-full max-w-[1344px] flex-1 wrap-anywhere px-5 pt-6 pb-24 sm:px-10 sm:pt-10">
        {children}
      </main>
      <footer className="mx-auto flex w-full max-w-[1344px] flex-wrap items-center justify-between gap-x-8 gap-y-2 border-t border-line px-5 py-6 text-sm wrap-anywhere text-muted sm:px-10">
        <span>{footNote ?? school.name}</span>
        {footLinks && footLinks.length > 0 ? (
          <nav aria-label={uiText.footerNavigation} className="flex flex-wrap gap-x-5">
            {footLinks.map((link) => (
              <SchoolAnchor key={link.to} link={link} className="py-1 hover:text-ink touch:py-3" />
            ))}
          </nav>
        ) : null}
      </footer>
    </div>
  )
}

export function SchoolName({ school }: { school: SchoolFrameProps['school'] }) {
  return (
    <a href={school.to} className="flex min-w-0 items-center gap-3 py-2 font-serif text-xl tracking-[-0.012em]">
      {school.logo ? <Mark {...school} /> : null}
      <span className={cx('truncate', isWordMark(school) && 'sr-only')}>{school.name}</span>
    </a>
  )
}

function PhoneMenu({ links }: { links: SchoolLink[] }) {
  return (
    <details className="group sm:hidden">
      <summary aria-label={uiText.openMenu} className="button button-quiet button-square -me-3">
        <Menu size={18} />
      </summary>
      <nav aria-label={uiText.mainNavigation} className="floating absolute inset-x-3 top-15 flex flex-col rounded-md p-2">
        {links.map((link) => (
          <SchoolAnchor key={link.to} link={link} className="rounded-sm px-3 py-2.5 text-base hover:bg-held aria-[current]:font-medium" />
        ))}
      </nav>
    </details>
  )
}

function SchoolAnchor({ link, className }: { link: SchoolLink; className: string }) {
  return (
    <a href={link.to} aria-current={link.current ? 'page' : undefined} className={className}>
      {link.label}
    </a>
  )
}
