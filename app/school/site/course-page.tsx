import { catalogue } from '#app/locales/catalogue.ts'
import { courseLength } from '#app/school/course-length.ts'
import { coverPicture } from '#app/school-pictures.ts'
import { Cover } from '#app/ui/cover.tsx'
import { urls } from '#app/urls.ts'
import type { CoursePage as Page } from '#tenants/site/pages.ts'
import { Hero } from './hero.tsx'
import { paragraphsOf } from './home-words.ts'
import { LessonList } from './lesson-list.tsx'
import { Price } from './price.tsx'

interface CoursePageProps {
  readonly page: Page
  /** Who looks has the course. */
  readonly isMine: boolean
  /** The lesson whose link led here, because it is for students only. */
  readonly wanted?: { readonly title: string; readonly to: string } | undefined
}

export function CoursePage({ page, isMine, wanted }: CoursePageProps) {
  const { school, course } = page
  const { t } = catalogue(school.locale)
  const description = paragraphsOf(course.description)
  return (
    <>
      {wanted ? <ForStudents lesson={wanted} locale={school.locale} /> : null}
      <Hero
        kicker={
          <a href={`${urls.school.home()}#courses`} className="py-1 hover:text-ink">
            {t('site.coursePage.back')}
          </a>
        }
        title={course.title}
        lead={course.outcome}
        actions={<WayIn page={page} isMine={isMine} />}
        picture={
          <Cover
            id={course.id}
            title={course.title}
            picture={coverPicture(course.cover)}
            ratio="4/3"
            sizes="(width >= 64rem) 580px, 100vw"
            eager
            className="rounded-lg"
          />
        }
      />
      <Facts page={page} isMine={isMine} />
      <div className="mt-16 grid gap-x-16 gap-y-16 lg:mt-24 lg:grid-cols-[minmax(0,1fr)_minmax(0,54%)]">
        <div>
          {description.length > 0 ? (
            <section aria-labelledby="about-title">
              <h2 id="about-title" className="mb-6 text-2xl">
                {t('site.coursePage.about')}
              </h2>
              <div className="flex max-w-[62ch] flex-col gap-5 font-reading text-lg/8 text-soft">
                {description.map((paragraph) => (
                  <p key={paragraph} className="whitespace-pre-line">
                    {paragraph}
                  </p>
                ))}
              </div>
            </section>
          ) : null}
          {isMine ? null : <HaveACode locale={school.locale} isFirst={description.length === 0} />}
        </div>
        <section aria-labelledby="curriculum-title">
          <h2 id="curriculum-title" className="mb-6 text-2xl">
            {t('site.coursePage.curriculum')}
          </h2>
          <LessonList courseSlug={course.slug} sections={course.sections} locale={school.locale} />
        </section>
      </div>
    </>
  )
}

/** Says why this page came instead of the lesson, and leads back to it. */
function ForStudents({ lesson, locale }: { lesson: { title: string; to: string }; locale: string }) {
  const { t } = catalogue(locale)
  return (
    <p className="mb-8 flex flex-wrap items-baseline gap-x-3 gap-y-1 rounded-md bg-accent-wash px-5 py-3 text-ui">
      <span className="min-w-0">{t('site.coursePage.forStudents', { lesson: lesson.title })}</span>
      <a href={urls.school.signIn(lesson.to)} className="link py-1">
        {t('site.coursePage.signInForLesson')}
      </a>
    </p>
  )
}

/** One primary action: the course itself for who has it; for anybody else a free lesson where there is one, or else a code. */
function WayIn({ page: { school, course }, isMine }: { page: Page; isMine: boolean }) {
  const { t } = catalogue(school.locale)
  if (isMine)
    return (
      <a href={urls.school.learnCourse(course.slug)} className="button button-primary button-lg max-sm:w-full">
        {t('site.coursePage.go')}
      </a>
    )
  const ways = [
    ...(course.freeLessonId ? [{ to: urls.school.lesson(course.slug, course.freeLessonId), label: t('site.coursePage.watch') }] : []),
    { to: urls.school.redeem(), label: t('school.nav.redeem') },
  ]
  return (
    <>
      {ways.slice(0, 2).map((way, at) => (
        <a key={way.to} href={way.to} className={`button button-lg max-sm:w-full ${at === 0 ? 'button-primary' : 'button-secondary'}`}>
          {way.label}
        </a>
      ))}
      <p className="w-full text-sm text-muted">{t('site.coursePage.byCode', { name: school.instructorName || school.name })}</p>
    </>
  )
}

function Facts({ page: { school, course }, isMine }: { page: Page; isMine: boolean }) {
  const { t } = catalogue(school.locale)
  const length = courseLength(course.seconds)
  return (
    <dl className="mt-12 flex flex-wrap gap-x-14 gap-y-5 border-y border-line py-6 lg:mt-16">
      <Fact name={t('site.coursePage.lessons')}>{course.lessons}</Fact>
      {length ? <Fact name={t('site.coursePage.length')}>{length}</Fact> : null}
      {isMine ? null : (
        <Fact name={t('site.coursePage.price')}>
          <Price course={course} locale={school.locale} />
        </Fact>
      )}
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="mt-1 font-serif text-xl tabular-nums">{children}</dd>
    </div>
  )
}

function HaveACode({ locale, isFirst }: { locale: string; isFirst: boolean }) {
  const { t } = catalogue(locale)
  return (
    <section aria-labelledby="code-title" className={isFirst ? '' : 'mt-12 border-t border-line pt-8'}>
      <h2 id="code-title">{t('site.coursePage.ready')}</h2>
      <p className="mt-2 max-w-[48ch] text-ui text-soft">{t('site.coursePage.readyText')}</p>
      <a href={urls.school.redeem()} className="button button-secondary mt-5">
        {t('school.nav.redeem')}
      </a>
    </section>
  )
}
