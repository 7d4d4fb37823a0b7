import { renderToStaticMarkup } from 'react-dom/server'
import { catalogue } from '#app/locales/catalogue.ts'
import { languageOf } from '#app/locales/direction.ts'
import { CoursePage } from '#app/school/site/course-page.tsx'
import { HomePage } from '#app/school/site/home-page.tsx'
import { SiteDocument } from '#app/school/site/site-document.tsx'
import { markOf } from '#app/school-pictures.ts'
import stylesheet from '#app/styles.css?url'
import { heldTo } from '#app/theme.ts'
import { brandStyle } from '#app/ui/brand-style.ts'
import faces from '#app/ui/faces.css?url'
import { urls } from '#app/urls.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { draw } from '#tenants/mail/letter.ts'
import { letterLook } from '#tenants/mail/letter-look.ts'
import type { Brand } from '#tenants/site/brand.ts'
import { type CoursePage as Course, coursePage, homePage, type SchoolFace } from '#tenants/site/pages.ts'
import type { Tenant } from '#tenants/tenant.ts'
import type { Pane } from './panes.ts'
import { PlayerPane } from './preview-panes.tsx'

/** The HTML of one page in the look `draft`: the site's own components, with a course of the school or, while there is none, a sample. */
export function previewPage(tenant: Tenant, db: Reading, pane: Pane, draft: Brand): string {
  const home = homePage(db)
  const school: SchoolFace = { ...home.school, ...draft }
  const [first] = home.courses
  const page: Course = { ...(first ? coursePage(db, first.slug) : sampleCourse(school)), school }
  if (pane === 'mail') return forLookingAt(sampleLetter(tenant, school, page.course.title), tenant)
  const html = renderToStaticMarkup(
    pane === 'home' || pane === 'course' ? (
      <SiteDocument
        school={school}
        title={school.name}
        description={school.tagline}
        canonical={tenant.url('/')}
        stylesheet={stylesheet}
        signedIn={false}
        image=""
      >
        {pane === 'home' ? <HomePage page={{ ...home, school }} /> : <CoursePage page={page} isMine={false} />}
      </SiteDocument>
    ) : (
      <Document school={school}>
        <PlayerPane school={{ ...markOf(school), to: urls.school.home() }} locale={school.locale} course={page.course} />
      </Document>
    ),
  )
  return forLookingAt(`<!doctype html>${html}`, tenant)
}

/** Every face that can be chosen; pictures from the school's own host; and nothing in it takes focus or a click. */
const forLookingAt = (html: string, tenant: Tenant): string =>
  html
    .replace('</head>', `<link rel="stylesheet" href="${faces}"></head>`)
    .replace('<body', '<body inert')
    .replaceAll(/(?<=["\s])\/pictures\/(?=asset_[a-z0-9]+\/\d+\.webp)/g, `${tenant.origin}/pictures/`)

function Document({ school, children }: { school: SchoolFace; children: React.ReactNode }) {
  return (
    <html {...languageOf(school.locale)} style={brandStyle(school)} data-theme={heldTo(school.theme)}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{school.name}</title>
        <link rel="stylesheet" href={stylesheet} />
      </head>
      <body>{children}</body>
    </html>
  )
}

/** Drawn as every letter is. */
function sampleLetter(tenant: Tenant, school: SchoolFace, course: string): string {
  const { t } = catalogue(school.locale)
  const url = (path: string) => tenant.url(path)
  const subject = t('brand.sample.mailSubject', { course })
  const letter = {
    ...{ subject, heading: subject },
    paragraphs: [t('brand.sample.mailHello'), t('brand.sample.mailText', { course })],
    button: { label: t('brand.sample.mailAction'), url: url('/') },
    after: [t('brand.sample.mailFoot', { name: school.name })],
  }
  return draw(letter, { name: school.name, url: url('/'), locale: school.locale, look: letterLook(school, (path) => tenant.origin + path) })
    .html
}

function sampleCourse(school: SchoolFace): Course {
  const { t } = catalogue(school.locale)
  const titles = (['first', 'second', 'third', 'fourth'] as const).map((lesson) => t(`brand.sample.lessons.${lesson}`))
  const lessons = titles.map(
    (title, at) =>
      ({
        id: `lesson_${at}`,
        title,
        kind: at === 1 ? 'text' : 'video',
        preview: at === 0,
        seconds: 420,
        bodyId: '',
        assetId: null,
      }) as const,
  )
  return {
    school,
    course: {
      ...{ id: 'course_sample', slug: 'sample', title: t('brand.sample.course'), outcome: t('brand.sample.outcome') },
      ...{ description: t('brand.sample.description'), price: 24_000, currency: 'USD', cover: null, lessons: lessons.length },
      ...{ seconds: 1_680, freeLessonId: 'lesson_0', beginsFree: true },
      chapters: [{ id: 'section_0', title: t('brand.sample.section'), lessons: lessons.length }],
      sections: [{ id: 'section_0', title: t('brand.sample.section'), lessons }],
    },
  }
}
