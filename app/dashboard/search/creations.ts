import { useParams } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { urls } from '#app/urls.ts'
import type { Permission } from '#tenants/people/permissions.ts'

export interface Creation {
  readonly id: 'course' | 'lesson' | 'codes'
  readonly label: string
  readonly to: string
}

/** What the person may make from where they are: a lesson and codes belong to the course one is in. */
export function useCreations(school: string, permissions: readonly Permission[]): Creation[] {
  const { t } = useTranslation()
  const { course } = useParams()
  const makes = permissions.includes('courses.manage')
  return [
    ...(makes ? [{ id: 'course' as const, to: urls.dashboard.newCourse(school) }] : []),
    ...(makes && course ? [{ id: 'lesson' as const, to: urls.dashboard.course(school, course) }] : []),
    ...(permissions.includes('codes.manage') && course ? [{ id: 'codes' as const, to: urls.dashboard.newBatch(school, course) }] : []),
  ].map((creation) => ({ ...creation, label: t(`palette.create.${creation.id}`) }))
}
