import { renderToStaticMarkup } from 'react-dom/server'
import { catalogue } from '#app/locales/catalogue.ts'
import { socialPath } from '#app/school-drawings.server.ts'
import { urls } from '#app/urls.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { isEnrolled } from '#tenants/learning/enrollments.ts'
import { lessonIn, publishedBySlug } from '#tenants/learning/published.ts'
import { draftPage } from '#tenants/previews/draft-course.ts'
import type { Preview } from '#tenants/previews/previews.ts'
import type { Brand } from '#tenants/site/brand.ts'
import { coursePage, homePage, type SchoolFace } from '#tenants/site/pages.ts'
import type { Tenant } from '#tenants/tenant.ts'
import type { SeenAs } from '../view-as/view-banner.tsx'
import { CoursePage } from './course-page.tsx'
import { HomePage } from './home-page.tsx'
import { homeWords } from './home-words.ts'
import { SiteDocument } from './site-document.tsx'

/** The pages that are published whole; every other path of a school belongs to Remix. A course's page may name a lesson of it. */
export const SITE_PATH = /^\/(?:courses\/([a-z0-9-]{1,80})(?:\/([a-z0-9_]{1,64}))?)?$/

/** Whether the page is about a course that this student has. @throws CourseUnknown */
export function isOwnCourse(db: Reading, path: string, studentId: string): boolean {
  const slug = SITE_PATH.exec(path)?.[1]
  return slug !== undefined && isEnrolled(db, studentId, publishedBySlug(db, slug).course.id)
}

/** Everything a published page may depend on; there is no cookie and no query among it. */
export interface SiteInputs {
  readonly path: string
  readonly signedIn: boolean
  /** The course the page is about is theirs. */
  readonly isMine?: boolean
  readonly stylesheet: string
  /** In place of the school's own look, for who is choosing it. */
  readonly draft?: Brand
  /** Never of a page that is kept: staff look at it. */
  readonly seenAs?: SeenAs
  /** The draft of one course stands in its place. */
  readonly preview?: Preview
}

/** The page's HTML. @throws CourseUnknown, LessonUnknown */
export function renderSitePage(tenant: Tenant, db: Reading, inputs: SiteInputs): string {
  const [, slug, lessonId] = SITE_PATH.exec(inputs.path) ?? []
  const shared = { signedIn: inputs.signedIn, stylesheet: inputs.stylesheet, seenAs: inputs.seenAs, canonical: tenant.url(inputs.path) }
  if (!slug) {
    const page = drafted(homePage(db), inputs.draft)
    const { t } = catalogue(page.school.locale)
    return html(
      <SiteDocument
        {...shared}
        school={page.school}
        title={page.school.tagline ? `${page.school.name} · ${page.school.tagline}` : page.school.name}
        description={homeWords(page).lead || page.school.tagline || t('school.home.description', { name: page.school.name })}
        image={tenant.url(socialPath(page.school))}
        sections={[
          ...(page.courses.length > 0 ? [{ to: '#courses', label: t('school.nav.courses') }] : []),
          ...(homeWords(page).about.length > 0 ? [{ to: '#about', label: t('site.nav.about') }] : []),
        ]}
      >
        <HomePage page={page} />
      </SiteDocument>,
    )
  }
  const page = drafted(inputs.preview?.course.slug === slug ? draftPage(db, inputs.preview) : coursePage(db, slug), inputs.draft)
  const lesson = lessonId === undefined ? undefined : lessonIn(page.course, lessonId)
  const back = lesson && urls.school.lesson(slug, lesson.id)
  return html(
    <SiteDocument
      {...shared}
      canonical={tenant.url(urls.school.course(slug))}
      school={page.school}
      title={`${page.course.title} · ${page.school.name}`}
      description={page.course.outcome || page.course.title}
      image={tenant.url(socialPath(page.school, page.course))}
      signInTo={back}
    >
      <CoursePage page={page} isMine={inputs.isMine ?? false} wanted={lesson && back ? { title: lesson.title, to: back } : undefined} />
    </SiteDocument>,
  )
}

const drafted = <Page extends { readonly school: SchoolFace }>(page: Page, draft: Brand | undefined): Page =>
  draft ? { ...page, school: { ...page.school, ...draft } } : page

const html = (document: React.ReactElement) => `<!doctype html>${renderToStaticMarkup(document)}`
