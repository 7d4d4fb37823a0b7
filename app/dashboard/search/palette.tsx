import { useNavigate } from '@remix-run/react'
import { Command } from 'cmdk'
import { BookOpen, Captions, Clock, FileText, LifeBuoy, type LucideIcon, Plus, Search as SearchIcon, User, X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { uiText } from '#app/locales/en/ui.ts'
import { Button, IconButton } from '#app/ui/button.tsx'
import { Kbd } from '#app/ui/kbd.tsx'
import { clockTime } from '#app/ui/player/player-props.ts'
import { urls } from '#app/urls.ts'
import type { Place } from '../places.ts'
import type { Creation } from './creations.ts'
import { type RecentPlace, recentPlaces } from './recent-places.ts'
import { type Found, type Search, useSearch } from './use-search.ts'

type PaletteProps = {
  school: string
  person: string
  places: readonly Place[]
  creations: readonly Creation[]
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** Goes anywhere, makes anything, finds anything: by a few letters and Enter, or by touch. */
export function Palette({ open, onOpenChange, ...rest }: PaletteProps) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const change = (isOpen: boolean) => {
    // It is still on the screen while it fades, and may be opened again in that moment.
    if (!isOpen) setText('')
    onOpenChange(isOpen)
  }
  return (
    <Dialog.Root open={open} onOpenChange={change}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content
          aria-modal="true"
          aria-describedby={undefined}
          className="floating fixed inset-x-0 top-0 z-50 mx-auto flex max-h-[min(30rem,100dvh)] w-full max-w-[640px] flex-col overflow-hidden outline-none sm:top-[12vh] sm:rounded-lg"
        >
          <Dialog.Title className="sr-only">{t('palette.title')}</Dialog.Title>
          <Choices {...rest} text={text} setText={setText} close={() => change(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

type ChoicesProps = Omit<PaletteProps, 'open' | 'onOpenChange'> & { text: string; setText: (text: string) => void; close: () => void }

function Choices({ school, person, places, creations, text, setText, close }: ChoicesProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [recent] = useState(() => recentPlaces(school, person).filter(({ path }) => path !== window.location.pathname))
  const search = useSearch(school, text)
  const go = (to: string) => {
    close()
    navigate(to)
  }
  const fits = (label: string) => beginsIn(label, text)
  const named = places.map((place) => ({ ...place, label: t(`dashboard.nav.${place.id}`) })).filter(({ label }) => fits(label))
  const makeable = creations.filter(({ label }) => fits(label))
  const shownRecent = text.trim() ? recent.filter(({ title }) => fits(title)) : recent
  const isEmpty = !named.length && !makeable.length && !shownRecent.length && isNothing(search)
  return (
    <Command
      label={t('palette.title')}
      shouldFilter={false}
      loop
      className="flex min-h-0 flex-1 flex-col"
      onKeyDown={(event) => jump(event, shownRecent, go)}
    >
      <div className="flex flex-none items-center gap-2 border-b border-line ps-4 pe-2">
        <SearchIcon size={18} className="text-muted" />
        <Command.Input
          value={text}
          onValueChange={setText}
          placeholder={t('palette.placeholder')}
          maxLength={200}
          className="h-14 min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-muted"
        />
        <Dialog.Close asChild>
          <IconButton label={uiText.close} icon={X} />
        </Dialog.Close>
      </div>
      <Command.List label={t('palette.results')} className="min-h-0 flex-1 scroll-py-2 overflow-y-auto overscroll-contain p-2">
        <Rows heading={t('palette.recent')}>
          {shownRecent.map(({ path, title }, at) => (
            <Item key={path} id={`recent ${path}`} icon={Clock} onSelect={() => go(path)} aside={<Kbd>{`Alt ${at + 1}`}</Kbd>}>
              {title}
            </Item>
          ))}
        </Rows>
        <Rows heading={t('palette.places')}>
          {named.map(({ id, label, icon, to, key }) => (
            <Item key={id} id={`place ${id}`} icon={icon} onSelect={() => go(to)} aside={<Kbd>{`g ${key}`}</Kbd>}>
              {label}
            </Item>
          ))}
        </Rows>
        <Rows heading={t('palette.make')}>
          {makeable.map(({ id, label, to }) => (
            <Item key={id} id={`make ${id}`} icon={Plus} onSelect={() => go(to)}>
              {label}
            </Item>
          ))}
        </Rows>
        {/* Last, so that nothing moves under a finger when the answer comes. */}
        <Results search={search} school={school} go={go} />
      </Command.List>
      {/* No row of the list, and so not in it. */}
      {isEmpty ? <p className="flex-none px-5 pt-2 pb-8 text-sm text-muted">{t('palette.nothing', { text: text.trim() })}</p> : null}
      <Standing search={search} />
    </Command>
  )
}

/** Alt and a digit go to a recent place at once. By where the key lies: with Alt a Mac types another sign. */
function jump(event: KeyboardEvent, recent: readonly RecentPlace[], go: (to: string) => void): void {
  const digit = event.altKey ? /^Digit([1-9])$/.exec(event.code)?.[1] : undefined
  const place = digit === undefined ? undefined : recent[Number(digit) - 1]
  if (!place) return
  event.preventDefault()
  go(place.path)
}

/** Each word that was typed begins a word of the label, as it is with what the school finds. */
const beginsIn = (label: string, text: string): boolean => {
  const words = label.toLocaleLowerCase().split(/\s+/)
  const typed = text.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  return typed.every((part) => words.some((word) => word.startsWith(part)))
}

const countOf = ({ courses, lessons, said, students, guides }: Found) =>
  courses.length + lessons.length + said.length + students.length + guides.length

const foundOf = (search: Search) => ('found' in search ? search.found : null)

function isNothing(search: Search): boolean {
  if (search.state === 'idle') return true
  const found = foundOf(search)
  return search.state === 'found' && found !== null && countOf(found) === 0
}

function Results({ search, school, go }: { search: Search; school: string; go: (to: string) => void }) {
  const { t } = useTranslation()
  const found = foundOf(search)
  if (!found) return null
  return (
    <>
      <Rows heading={t('palette.courses')}>
        {found.courses.map(({ id, title }) => (
          <Item key={id} id={id} icon={BookOpen} onSelect={() => go(urls.dashboard.course(school, id))}>
            {title}
          </Item>
        ))}
      </Rows>
      <Rows heading={t('palette.lessons')}>
        {found.lessons.map(({ id, title, courseId, courseTitle }) => (
          <Item key={id} id={id} icon={FileText} onSelect={() => go(urls.dashboard.lesson(school, courseId, id))} text={courseTitle}>
            {title}
          </Item>
        ))}
      </Rows>
      <Rows heading={t('palette.said')}>
        {found.said.map(({ id, title, courseId, at, excerpt }) => (
          <Item
            key={id}
            id={`said ${id}`}
            icon={Captions}
            onSelect={() => go(urls.dashboard.lessonAt(school, courseId, id, at))}
            text={t('palette.saidAt', { lesson: title, moment: clockTime(at) })}
          >
            {excerpt}
          </Item>
        ))}
      </Rows>
      <Rows heading={t('palette.students')}>
        {found.students.map(({ id, name, email }) => (
          <Item key={id} id={id} icon={User} onSelect={() => go(urls.dashboard.people(school, { search: email }))} text={email}>
            {name}
          </Item>
        ))}
      </Rows>
      <Rows heading={t('palette.guides')}>
        {found.guides.map(({ guide, title, heading, anchor }) => (
          <Item
            key={`${guide} ${anchor}`}
            id={`guide ${guide} ${anchor}`}
            icon={LifeBuoy}
            onSelect={() => go(urls.dashboard.guide(school, guide, anchor))}
            {...(anchor ? { text: title } : {})}
          >
            {heading}
          </Item>
        ))}
      </Rows>
    </>
  )
}

/** Said to who does not see the list, and the way on where there is none. */
function Standing({ search }: { search: Search }) {
  const { t } = useTranslation()
  const found = foundOf(search)
  const count = search.state === 'found' && found ? countOf(found) : undefined
  return (
    <div className="flex-none">
      <p role="status" className="sr-only">
        {search.state === 'looking' ? t('palette.looking') : count === undefined ? '' : t('palette.found', { count })}
      </p>
      {search.state === 'failed' ? (
        <div
          role="alert"
          className="flex items-center justify-between gap-3 border-t border-line bg-danger-wash px-4 py-2 text-sm text-danger"
        >
          {t('palette.failed')}
          <Button size="sm" onClick={search.again}>
            {uiText.retry}
          </Button>
        </div>
      ) : null}
    </div>
  )
}

function Rows({ heading, children }: { heading: string; children: readonly ReactNode[] }) {
  if (!children.length) return null
  return (
    <Command.Group
      heading={heading}
      className="**:[[cmdk-group-heading]]:px-3 **:[[cmdk-group-heading]]:pt-2 **:[[cmdk-group-heading]]:pb-1 **:[[cmdk-group-heading]]:text-xs **:[[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  )
}

type ItemProps = { id: string; icon: LucideIcon; text?: string; aside?: ReactNode; onSelect: () => void; children: string }

function Item({ id, icon: Icon, text, aside, onSelect, children }: ItemProps) {
  return (
    <Command.Item
      value={id}
      onSelect={onSelect}
      className="flex min-h-10 cursor-pointer items-center gap-3 rounded-sm px-3 text-ui select-none data-[selected=true]:bg-held touch:min-h-11"
    >
      <Icon size={16} className="text-muted" />
      <span className="min-w-0 flex-1 truncate">
        {children}
        {/* The space is for who hears it as one line. */}
        {text ? <span className="ms-1 text-sm text-muted">{` ${text}`}</span> : null}
      </span>
      <span className="flex-none touch:hidden">{aside}</span>
    </Command.Item>
  )
}
