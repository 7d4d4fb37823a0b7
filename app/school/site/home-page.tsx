import { catalogue } from '#app/locales/catalogue.ts'
import { coverPicture } from '#app/school-pictures.ts'
import { Cover } from '#app/ui/cover.tsx'
import { urls } from '#app/urls.ts'
import type { HomePage as Home } from '#tenants/site/pages.ts'

export function HomePage({ page: { school, courses } }: { page: Home }) {
  const { t } = catalogue(school.locale)
  return (
    <>
      <h1>{school.tagline || school.name}</h1>
      <h2>{t('school.nav.courses')}</h2>
      <ul>
        {courses.map((course) => (
          <li key={course.id}>
            <a href={urls.school.course(course.slug)}>
              <Cover id={course.id} picture={coverPicture(course.cover)} />
              <h3>{course.title}</h3>
            </a>
          </li>
        ))}
      </ul>
    </>
  )
}
