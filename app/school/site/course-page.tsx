import { catalogue } from '#app/locales/catalogue.ts'
import { urls } from '#app/urls.ts'
import type { CoursePage as Page } from '#tenants/site/pages.ts'

export function CoursePage({ page: { school, course } }: { page: Page }) {
  const { t } = catalogue(school.locale)
  return (
    <>
      <h1>{course.title}</h1>
      <p>{course.outcome}</p>
      <a href={urls.school.redeem()} className="button button-primary">
        {t('school.nav.redeem')}
      </a>
      {course.sections.map((section) => (
        <section key={section.id}>
          <h2>{section.title}</h2>
          <ol>
            {section.lessons.map((lesson) => (
              <li key={lesson.id}>
                {lesson.preview ? <a href={urls.school.lesson(course.slug, lesson.id)}>{lesson.title}</a> : lesson.title}
              </li>
            ))}
          </ol>
        </section>
      ))}
    </>
  )
}
