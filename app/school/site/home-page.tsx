import { catalogue } from '#app/locales/catalogue.ts'
import { coverPicture } from '#app/school-pictures.ts'
import { Cover } from '#app/ui/cover.tsx'
import { urls } from '#app/urls.ts'
import type { CourseCard, HomePage as Home, SchoolFace } from '#tenants/site/pages.ts'
import { CourseCards, OnlyCourse } from './course-cards.tsx'
import { Hero } from './hero.tsx'
import { homeWords } from './home-words.ts'

export function HomePage({ page }: { page: Home }) {
  const { school, courses } = page
  const { t } = catalogue(school.locale)
  const { headline, lead, about } = homeWords(page)
  const [first] = courses
  return (
    <>
      <Hero
        kicker={school.instructorName ? t('site.kicker', { name: school.instructorName }) : undefined}
        title={headline}
        lead={lead}
        actions={<FirstSteps courses={courses} school={school} />}
        picture={
          <Cover
            id={first?.id ?? school.name}
            title={first?.title ?? school.name}
            picture={coverPicture(first?.cover ?? null)}
            ratio={first?.cover ? '4/3' : '8/5'}
            sizes="(width >= 64rem) 580px, 100vw"
            eager
            className="lg:aspect-[1.12]! rounded-lg"
          />
        }
      />
      <section id="courses" aria-labelledby="courses-title" className="mt-20 scroll-mt-6 lg:mt-32">
        {courses.length > 0 ? (
          <h2 id="courses-title" className="mb-6 text-2xl">
            {courses.length === 1 ? t('site.course') : t('site.courses')}
          </h2>
        ) : null}
        {courses.length > 1 ? <CourseCards courses={courses} locale={school.locale} /> : null}
        {first && courses.length === 1 ? <OnlyCourse course={first} locale={school.locale} /> : null}
        {courses.length === 0 ? (
          <div className="border-t border-line pt-10">
            <h2 id="courses-title" className="text-2xl">
              {t('site.empty.title')}
            </h2>
            <p className="mt-3 max-w-[54ch] text-base text-soft">{t('site.empty.text')}</p>
          </div>
        ) : null}
      </section>
      {about.length > 0 ? <Teacher school={school} paragraphs={about} /> : null}
    </>
  )
}

/** The way in: a free lesson, or else the first course; a code always. */
function FirstSteps({ courses, school }: { courses: readonly CourseCard[]; school: SchoolFace }) {
  const { t } = catalogue(school.locale)
  const free = courses.find((course) => course.freeLessonId !== null)
  const [first] = courses
  return (
    <>
      {free?.freeLessonId ? (
        <a href={urls.school.lesson(free.slug, free.freeLessonId)} className={PRIMARY}>
          {free.beginsFree ? t('site.start') : t('site.coursePage.watch')}
        </a>
      ) : first ? (
        <a href={urls.school.course(first.slug)} className={PRIMARY}>
          {t('site.look')}
        </a>
      ) : null}
      <a href={urls.school.redeem()} className={first ? SECONDARY : PRIMARY}>
        {t('school.nav.redeem')}
      </a>
      {free ? <p className="text-sm text-muted sm:w-full">{t('site.startNote')}</p> : null}
    </>
  )
}

const PRIMARY = 'button button-primary button-lg max-sm:w-full'
const SECONDARY = 'button button-secondary button-lg max-sm:w-full'

function Teacher({ school, paragraphs }: { school: SchoolFace; paragraphs: readonly string[] }) {
  const { t } = catalogue(school.locale)
  return (
    <section
      id="about"
      aria-labelledby="about-title"
      className="mt-20 grid scroll-mt-6 gap-x-16 gap-y-6 border-t border-line pt-12 lg:mt-32 lg:grid-cols-[minmax(0,1fr)_minmax(0,58%)] lg:pt-16"
    >
      <div>
        {school.instructorName ? <p className="mb-2 text-sm text-muted">{t('site.teacher')}</p> : null}
        <h2 id="about-title" className="text-2xl lg:text-3xl">
          {school.instructorName || t('site.about', { name: school.name })}
        </h2>
      </div>
      <div className="flex max-w-[62ch] flex-col gap-5 font-reading text-lg/8 text-soft">
        {paragraphs.map((paragraph) => (
          <p key={paragraph} className="whitespace-pre-line">
            {paragraph}
          </p>
        ))}
      </div>
    </section>
  )
}
