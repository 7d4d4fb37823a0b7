import {
  ArrowRight,
  BarChart3,
  BookOpen,
  ChevronsUpDown,
  Eye,
  Home,
  Mail,
  MessagesSquare,
  PanelsTopLeft,
  Search,
  Settings,
  Users,
  Wallet,
} from 'lucide-react'
import { Avatar } from '../avatar.tsx'
import { Button, ButtonLink, IconButton } from '../button.tsx'
import { Chip } from '../chip.tsx'
import { Cover } from '../cover.tsx'
import { Curriculum } from '../curriculum.tsx'
import { Field } from '../field.tsx'
import { DashboardFrame, SchoolLine } from '../frames/dashboard-frame.tsx'
import { LearnFrame } from '../frames/learn-frame.tsx'
import { PlainFrame } from '../frames/plain-frame.tsx'
import { railRow } from '../frames/rail-nav.tsx'
import { SchoolFrame } from '../frames/school-frame.tsx'
import { Input, PasswordInput } from '../input.tsx'
import { Kbd } from '../kbd.tsx'
import { Menu, MenuItem } from '../menu.tsx'
import { Money } from '../money.tsx'
import { PageHeader } from '../page.tsx'
import { SaveState } from '../save-state.tsx'
import { TabLinks } from '../tabs.tsx'
import { DataSpecimens } from './data.tsx'
import { galleryNow } from './now.ts'
import { person, school, sections, text, transcript } from './samples.ts'

const nav = [
  { to: '/ui/home', label: 'Home', icon: Home },
  { to: '/ui', label: 'Courses', icon: BookOpen, end: true },
  { to: '/ui/people', label: 'People', icon: Users, count: '1,284' },
  { to: '/ui/sales', label: 'Sales', icon: Wallet },
  { to: '/ui/site', label: 'Site', icon: PanelsTopLeft },
  { to: '/ui/marketing', label: 'Marketing', icon: Mail },
  { to: '/ui/community', label: 'Community', icon: MessagesSquare, count: 3 },
  { to: '/ui/insights', label: 'Insights', icon: BarChart3 },
]

export function DashboardSample() {
  return (
    <DashboardFrame
      school={school}
      nav={nav}
      footNav={[{ to: '/ui/settings', label: 'Settings', icon: Settings }]}
      searchSlot={
        <button type="button" className={railRow()}>
          <Search size={18} />
          <span className="flex-1">Search</span>
          <Kbd>⌘K</Kbd>
        </button>
      }
      schoolMenu={
        <Menu
          align="start"
          trigger={
            <button type="button" className="flex min-w-0 flex-1 items-center gap-2 rounded-sm">
              <SchoolLine school={school} />
              <ChevronsUpDown size={16} className="text-muted" />
            </button>
          }
        >
          <MenuItem to="/ui">{text.back}</MenuItem>
        </Menu>
      }
      person={{ ...person, account: { to: '/ui', label: person.name } }}
    >
      <PageHeader
        crumbs={[{ label: 'Courses', to: '/ui' }, { label: 'Natural Dyeing' }]}
        title="Natural Dyeing, from Root to Cloth"
        actions={
          <>
            <ButtonLink to="/ui?show=learn" variant="quiet" icon={Eye}>
              View as student
            </ButtonLink>
            <Button variant="primary">Publish changes</Button>
          </>
        }
        meta={
          <>
            <Chip tone="good" dot>
              Published
            </Chip>
            <span>Two changes not yet published</span>
            <SaveState state="saved" savedAt={galleryNow - 12_000} />
          </>
        }
      />
      <div className="mt-6">
        <DataSpecimens />
      </div>
    </DashboardFrame>
  )
}

const links = [
  { to: '/ui?show=school', label: 'Courses', current: true },
  { to: '/ui#about', label: 'About' },
  { to: '/ui#journal', label: 'Journal' },
]
const courses = [
  { id: 'course_madder_2', title: 'Natural Dyeing, from Root to Cloth', meta: '12 lessons · 2 h 22 min', price: 24000 },
  { id: 'course_indigo_4', title: 'An Indigo Winter', meta: '8 lessons · cohort from 3 December', price: 18000 },
  { id: 'course_weld_5', title: 'Yellow: Weld, Onion, Goldenrod', meta: '5 lessons · 48 min', price: 6000 },
]

export function SchoolSample() {
  return (
    <SchoolFrame
      school={school}
      links={links}
      account={<ButtonLink to="/ui?show=plain">Sign in</ButtonLink>}
      footLinks={[
        { to: '/ui#terms', label: 'Terms' },
        { to: '/ui#privacy', label: 'Privacy' },
      ]}
    >
      <div className="grid items-center gap-x-16 gap-y-10 lg:grid-cols-2">
        <div>
          <p className="mb-4 text-sm text-muted">A school for dyers</p>
          <h1 className="text-4xl sm:text-5xl">Colour you can grow, and cloth that keeps it.</h1>
          <p className="mt-6 max-w-[48ch] text-lg text-soft">
            Twelve lessons from a working dye garden. Learn madder, weld and indigo from the root up, on your own stove, in your own time.
          </p>
          <div className="mt-8 flex flex-wrap items-center gap-4">
            <ButtonLink to="/ui?show=learn" variant="primary" size="lg" className="max-sm:w-full">
              Start with the first lesson
            </ButtonLink>
            <span className="text-sm text-muted">Free to watch · no card</span>
          </div>
        </div>
        <Cover id="course_madder_2" ratio="4/3" className="rounded-lg" />
      </div>
      <h2 className="mt-28 mb-6 text-2xl">Courses</h2>
      <ul className="grid gap-8 sm:grid-cols-3">
        {courses.map((course) => (
          <li key={course.id}>
            <Cover id={course.id} />
            <h3 className="mt-4">{course.title}</h3>
            <p className="mt-1 text-sm text-muted">{course.meta}</p>
            <p className="mt-2 text-ui">
              <Money amount={course.price} currency="USD" />
            </p>
          </li>
        ))}
      </ul>
      <blockquote className="mx-auto mt-28 max-w-[30ch] text-center font-serif text-2xl text-balance italic sm:text-3xl">
        “I have read a dozen books on indigo. Mara is the first person who let me hear what a healthy vat sounds like.”
      </blockquote>
    </SchoolFrame>
  )
}

export function LearnSample() {
  return (
    <LearnFrame
      school={school}
      progress={{ done: 5, all: 12, label: 'Natural Dyeing' }}
      account={
        <>
          <IconButton label="Search" icon={Search} />
          <Avatar name="Ines Bakker" />
        </>
      }
      media={<Cover id="course_indigo_4" ratio="16/9" className="max-h-[64vh] rounded-none" />}
      body={
        <>
          <p className="mb-1 text-sm text-muted">The vat · lesson 6</p>
          <h1>Keeping an indigo vat alive through the winter</h1>
          <TabLinks
            className="mt-5"
            label="Lesson"
            tabs={[
              { to: '/ui', label: 'Transcript' },
              { to: '/ui/notes', label: 'Notes', count: 2 },
              { to: '/ui/questions', label: 'Questions', count: 14 },
              { to: '/ui/files', label: 'Files' },
            ]}
          />
          <ol className="mt-7 flex flex-col font-serif text-lg text-soft">
            {transcript.map(([at, words]) => (
              <li key={at} className={`-mx-3 flex gap-4 rounded-md px-3 py-2 ${at === '7:36' ? 'bg-accent-wash text-ink' : ''}`}>
                <span className="w-10 flex-none font-sans text-sm leading-[1.625rem] tabular-nums opacity-90">{at}</span>
                <span>{words}</span>
              </li>
            ))}
          </ol>
        </>
      }
      curriculumLabel="Curriculum"
      curriculum={<Curriculum title="Natural Dyeing" progress={0.42} progressLabel="Natural Dyeing" sections={sections} />}
      next={{
        label: 'Next',
        title: 'Reading the flower, the scent, the skin',
        action: (
          <ButtonLink to="/ui?show=learn" variant="primary">
            Continue
            <ArrowRight size={16} className="rtl:-scale-x-100" />
          </ButtonLink>
        ),
      }}
    />
  )
}

export function PlainSample() {
  return (
    <PlainFrame
      school={school}
      title="Welcome back"
      lead="Pick up where you left the vat."
      foot="New here? Your teacher’s link or code lets you in."
      beside={<Cover id="course_madder_2" ratio="1/1" className="h-full rounded-lg" />}
    >
      <form className="flex flex-col gap-5">
        <Field id="email" label="E-mail" required>
          <Input type="email" autoComplete="email" />
        </Field>
        <Field
          id="password"
          label="Password"
          required
          error="That password does not open this school. Try again, or ask for a link by e-mail."
        >
          <PasswordInput autoComplete="current-password" />
        </Field>
        <Button variant="primary" size="lg" type="submit">
          Sign in
        </Button>
      </form>
    </PlainFrame>
  )
}
