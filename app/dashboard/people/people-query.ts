import { urls } from '#app/urls.ts'
import { SEGMENTS, type Segment, STUDENT_SORTS, type StudentSort } from '#tenants/people/segment-names.ts'

/** What a list of students is asked for, as its address says it. */
export interface Asked {
  readonly search: string
  readonly course: string
  readonly segment: Segment
  readonly tag: string
  readonly sort: StudentSort
  readonly descending: boolean
}

/** Names begin with A, times with the last. */
export const newestFirst = (sort: StudentSort) => sort !== 'name'

export function askedOf(parameters: URLSearchParams): Asked {
  const sort = STUDENT_SORTS.find((one) => one === parameters.get('sort')) ?? 'joined'
  const order = parameters.get('order')
  return {
    search: parameters.get('search')?.trim().slice(0, 200) ?? '',
    course: parameters.get('course')?.slice(0, 64) ?? '',
    segment: SEGMENTS.find((one) => one === parameters.get('segment')) ?? 'all',
    tag: parameters.get('tag')?.slice(0, 40) ?? '',
    sort,
    descending: order ? order === 'desc' : newestFirst(sort),
  }
}

/** Only what differs from how the list stands by itself. */
export const partsOf = ({ search, course, segment, tag, sort, descending }: Asked) => ({
  search,
  course,
  segment: segment === 'all' ? undefined : segment,
  tag,
  sort: sort === 'joined' ? undefined : sort,
  order: descending === newestFirst(sort) ? undefined : descending ? 'desc' : 'asc',
})

export const addressOf = (school: string, asked: Asked, page?: number): string =>
  urls.dashboard.people(school, { ...partsOf(asked), ...(page && { page }) })
