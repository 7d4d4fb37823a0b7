import { Users } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ButtonLink } from '#app/ui/button.tsx'
import { EmptyState } from '#app/ui/empty.tsx'
import { PageHeader } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import type { PeopleData } from './people.tsx'

/** A school without students: how the first ones come. */
export function Nobody({ school, courses, makesCourses, manages }: Pick<PeopleData, 'school' | 'courses' | 'makesCourses' | 'manages'>) {
  const { t } = useTranslation()
  const course = courses.find((one) => one.published) ?? courses.at(-1)
  return (
    <>
      <PageHeader
        title={t('people.title')}
        actions={
          manages ? (
            <>
              <ButtonLink to={urls.dashboard.importPeople(school)}>{t('people.import')}</ButtonLink>
              <ButtonLink to={urls.dashboard.newStudent(school)}>{t('people.add')}</ButtonLink>
            </>
          ) : undefined
        }
      />
      <h2 className="sr-only">{t('people.label')}</h2>
      <EmptyState
        icon={Users}
        title={t('people.empty.title')}
        text={t('people.empty.text')}
        action={
          makesCourses ? (
            <ButtonLink to={course ? urls.dashboard.courseCodes(school, course.id) : urls.dashboard.newCourse(school)} variant="primary">
              {t(course ? 'people.empty.codes' : 'people.empty.course')}
            </ButtonLink>
          ) : undefined
        }
        className="mt-8"
      />
    </>
  )
}
