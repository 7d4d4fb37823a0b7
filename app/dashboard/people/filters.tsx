import { Form } from '@remix-run/react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { Select } from '#app/ui/input.tsx'
import { SearchInput } from '#app/ui/search-input.tsx'
import { TYPING_MS, useAsking } from '../lists/use-asking.ts'
import type { PeopleData } from './people.tsx'
import { newestFirst } from './people-query.ts'

/** Search, course and sort; what is chosen beside them stays chosen. */
export function Filters({ courses, asked, action }: Pick<PeopleData, 'courses' | 'asked'> & { action: string }) {
  const { t } = useTranslation()
  const { form, ask } = useAsking()
  const order = useRef<HTMLInputElement>(null)
  return (
    <Form ref={form} method="get" action={action} role="search" className="mt-4 flex flex-wrap items-center gap-3">
      <SearchInput
        name="search"
        label={t('people.search')}
        defaultValue={asked.search}
        autoComplete="off"
        maxLength={200}
        className="w-full sm:max-w-80"
        onSearch={() => ask(TYPING_MS)}
      />
      {courses.length > 1 ? (
        <Select
          name="course"
          aria-label={t('people.course')}
          defaultValue={asked.course}
          onChange={() => ask()}
          className="max-w-72 max-sm:flex-1"
        >
          <option value="">{t('people.anyCourse')}</option>
          {courses.map((course) => (
            <option key={course.id} value={course.id}>
              {course.title}
            </option>
          ))}
        </Select>
      ) : null}
      {asked.segment === 'all' ? null : <input type="hidden" name="segment" value={asked.segment} />}
      {asked.tag ? <input type="hidden" name="tag" value={asked.tag} /> : null}
      {asked.descending === newestFirst(asked.sort) ? null : (
        <input ref={order} key={asked.sort} type="hidden" name="order" value={asked.descending ? 'desc' : 'asc'} />
      )}
      {/* On a phone the table has no heads to sort by. */}
      <Select
        name="sort"
        aria-label={t('people.sortBy')}
        defaultValue={asked.sort}
        key={asked.sort}
        onChange={() => {
          // Another column begins with its own order.
          if (order.current) order.current.disabled = true
          ask()
        }}
        className="flex-1 sm:hidden"
      >
        <option value="joined">{t('people.joined')}</option>
        <option value="name">{t('people.student')}</option>
        <option value="seen">{t('people.seen')}</option>
      </Select>
      <noscript>
        <Button type="submit">{t('people.submit')}</Button>
      </noscript>
    </Form>
  )
}
