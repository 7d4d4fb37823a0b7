import { Link, useSearchParams } from '@remix-run/react'
import { useEffect, useState } from 'react'
import { accentStyle } from '#lib/accent.ts'
import { ClockProvider } from '../clock.tsx'
import { Field } from '../field.tsx'
import { Input, Select } from '../input.tsx'
import { PageHeader } from '../page.tsx'
import { SkipLink } from '../skip-link.tsx'
import { Toaster } from '../toast.tsx'
import { ControlSpecimens } from './controls.tsx'
import { DataSpecimens } from './data.tsx'
import { FeedbackSpecimens } from './feedback.tsx'
import { DashboardSample, LearnSample, PlainSample, SchoolSample } from './frames.tsx'
import { galleryNow } from './now.ts'
import { text } from './samples.ts'
import { TypeSpecimens } from './type.tsx'

const frames = { dashboard: DashboardSample, school: SchoolSample, learn: LearnSample, plain: PlainSample }
const accents = ['#166a3f', '#9b2f1f', '#1f4f9b', '#f5c518', '#6b2fb3', '#0a0a0a']

/** The /ui page. `?show=dashboard|school|learn|plain` opens a frame; `?theme=` and `?accent=` set how it looks. */
export function Gallery() {
  const [query] = useSearchParams()
  const [theme, setTheme] = useState(query.get('theme') ?? 'system')
  const [accent, setAccent] = useState(accents.find((known) => known === `#${query.get('accent')}`) ?? '#166a3f')
  useLook(theme, accent)
  const show = query.get('show')
  const Frame = show && show in frames ? frames[show as keyof typeof frames] : null
  return (
    <ClockProvider now={galleryNow} locale="en-GB">
      <Toaster>{Frame ? <Frame /> : <Parts theme={theme} setTheme={setTheme} accent={accent} setAccent={setAccent} />}</Toaster>
    </ClockProvider>
  )
}

type PartsProps = { theme: string; setTheme: (theme: string) => void; accent: string; setAccent: (hex: string) => void }

function Parts({ theme, setTheme, accent, setAccent }: PartsProps) {
  return (
    <>
      <SkipLink />
      <main id="content" tabIndex={-1} className="mx-auto max-w-[1040px] px-5 pt-8 pb-24 sm:px-10">
        <PageHeader
          title={text.gallery}
          lead={text.lead}
          meta={
            <nav aria-label={text.frames} className="flex flex-wrap gap-x-4">
              {(['dashboard', 'school', 'learn', 'plain'] as const).map((frame) => (
                <Link key={frame} to={`/ui?show=${frame}`} className="py-1 underline underline-offset-4 hover:text-ink touch:py-3">
                  {text[frame]}
                </Link>
              ))}
            </nav>
          }
        />
        <div className="mt-6 mb-12 grid max-w-md grid-cols-2 items-end gap-4">
          <Field id="theme" label={text.theme}>
            <Select value={theme} onChange={(event) => setTheme(event.target.value)}>
              <option value="light">{text.light}</option>
              <option value="dark">{text.dark}</option>
              <option value="system">{text.system}</option>
            </Select>
          </Field>
          <Field id="accent" label={text.accent}>
            <Input type="color" value={accent} onChange={(event) => setAccent(event.target.value)} list="accents" />
          </Field>
          <datalist id="accents">
            {accents.map((hex) => (
              <option key={hex} value={hex} />
            ))}
          </datalist>
        </div>
        <TypeSpecimens />
        <ControlSpecimens />
        <FeedbackSpecimens />
        <DataSpecimens />
      </main>
    </>
  )
}

/** On the root element, where a real page carries them, so that what floats above the page follows too. */
function useLook(theme: string, accent: string) {
  useEffect(() => {
    const root = document.documentElement
    root.dataset.theme = theme
    for (const [name, value] of Object.entries(accentStyle(accent))) root.style.setProperty(name, value)
    return () => {
      delete root.dataset.theme
      root.removeAttribute('style')
    }
  }, [theme, accent])
}
