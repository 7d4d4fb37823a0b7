import { Link, useLocation } from '@remix-run/react'
import { Menu, X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { type ReactNode, useEffect, useState } from 'react'
import { uiText } from '#app/locales/en/ui.ts'
import { Avatar } from '../avatar.tsx'
import { IconButton } from '../button.tsx'
import { Mark, type MarkOf } from '../mark.tsx'
import { SkipLink } from '../skip-link.tsx'
import { type RailItem, RailNav } from './rail-nav.tsx'

export type DashboardFrameProps = {
  school: MarkOf & { address: string }
  nav: RailItem[]
  /** Stand at the rail's foot: Settings. */
  footNav?: RailItem[]
  /** Stands between the school and the places: the row that opens the command palette. A phone has it in its bar. */
  searchSlot?: ReactNode
  /** At the end of a phone's bar. */
  barSlot?: ReactNode
  /** Stands at the rail's foot, before Settings. */
  footSlot?: ReactNode
  /** Takes the place of the school's name at the top: a switcher for who runs several. Give it a SchoolLine to show. */
  schoolMenu?: ReactNode
  person: { name: string; role: string; picture?: string | null; account: { to: string; label: string } }
  personMenu?: ReactNode
  navLabel?: string
  children: ReactNode
}

/** What staff see: a rail beside the page on a desk, a bar and a sheet on a phone. */
export function DashboardFrame(props: DashboardFrameProps) {
  return (
    <div className="min-h-dvh text-ui lg:grid lg:grid-cols-[236px_minmax(0,1fr)]">
      <SkipLink />
      <header className="sticky top-0 z-30 flex h-14 items-center gap-3 border-b border-line bg-paper px-3 lg:hidden">
        <PhoneSheet {...props} />
        <Mark {...props.school} size="sm" />
        <span className="min-w-0 flex-1 truncate font-medium">{props.school.name}</span>
        {props.barSlot}
      </header>
      <aside aria-label={props.school.name} className="sticky top-0 z-20 hidden h-dvh border-e border-line px-3 py-4 lg:flex lg:flex-col">
        <Rail {...props} />
      </aside>
      <main id="content" tabIndex={-1} className="mx-auto w-full max-w-[1240px] px-5 pt-6 pb-16 lg:px-10 lg:pt-7">
        {props.children}
      </main>
    </div>
  )
}

/** The school's mark, name and address, as they stand at the head of the rail. */
export function SchoolLine({ school }: { school: DashboardFrameProps['school'] }) {
  return (
    <span className="flex min-w-0 flex-1 items-center gap-2.5 text-start">
      <Mark {...school} />
      <span className="min-w-0">
        <span className="line-clamp-2 text-ui leading-5 font-medium wrap-anywhere" title={school.name}>
          {school.name}
        </span>
        <span className="block truncate text-xs text-muted">{school.address}</span>
      </span>
    </span>
  )
}

function Rail({
  school,
  nav,
  footNav,
  searchSlot,
  footSlot,
  schoolMenu,
  person,
  personMenu,
  navLabel = uiText.mainNavigation,
  close,
}: DashboardFrameProps & { close?: ReactNode }) {
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto">
      <div className="flex min-h-11 flex-none items-center gap-2 px-2 py-1.5">
        {schoolMenu ?? <SchoolLine school={school} />}
        {close}
      </div>
      {searchSlot}
      <nav aria-label={navLabel} className="flex flex-1 flex-col justify-between gap-6">
        <RailNav items={nav} />
        <div className="flex flex-col gap-px">
          {footSlot}
          {footNav ? <RailNav items={footNav} /> : null}
        </div>
      </nav>
      <div className="-mx-1 flex items-center gap-2 border-t border-line ps-2 pt-3.5 pb-1">
        <Avatar name={person.name} src={person.picture} />
        <Link to={person.account.to} aria-label={person.account.label} className="min-w-0 flex-1 rounded-sm hover:underline">
          <span className="line-clamp-2 text-sm wrap-anywhere" title={person.name}>
            {person.name}
          </span>
          <span className="block text-xs text-muted">{person.role}</span>
        </Link>
        {personMenu}
      </div>
    </div>
  )
}

function PhoneSheet(props: DashboardFrameProps) {
  const [open, setOpen] = useState(false)
  const { pathname } = useLocation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: going to another page is what closes it
  useEffect(() => setOpen(false), [pathname])
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>
        <IconButton label={uiText.openMenu} icon={Menu} />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content
          aria-modal="true"
          aria-describedby={undefined}
          className="sheet fixed inset-y-0 inset-s-0 z-50 flex w-[min(320px,86vw)] flex-col bg-paper px-3 py-4 shadow-float outline-none"
        >
          <Dialog.Title className="sr-only">{props.navLabel ?? uiText.mainNavigation}</Dialog.Title>
          <Rail
            {...props}
            searchSlot={undefined}
            close={
              <Dialog.Close asChild>
                <IconButton label={uiText.close} icon={X} className="-me-2" />
              </Dialog.Close>
            }
          />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
