import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { Select } from '#app/ui/input.tsx'
import { SearchInput } from '#app/ui/search-input.tsx'
import { urls } from '#app/urls.ts'
import { TYPING_MS, useAsking, useFieldKey } from '../lists/use-asking.ts'

type JobFiltersProps = {
  school: string
  asked: { q: string; kind: string | undefined; show: string | undefined; sort: string | undefined }
}

/** Search and kind; which jobs are shown stays chosen. */
export function JobFilters({ school, asked }: JobFiltersProps) {
  const { t } = useTranslation()
  const { form, ask, stop } = useAsking()
  return (
    <Form
      ref={form}
      method="get"
      action={urls.dashboard.jobs(school)}
      role="search"
      onSubmit={stop}
      className="mt-4 flex flex-wrap items-center gap-3"
    >
      <SearchInput
        key={useFieldKey(asked.q)}
        label={t('jobs.search')}
        defaultValue={asked.q}
        autoComplete="off"
        maxLength={200}
        className="w-full sm:max-w-80"
        onSearch={() => ask(TYPING_MS)}
      />
      <Select
        name="kind"
        aria-label={t('jobs.kind')}
        defaultValue={asked.kind ?? ''}
        onChange={() => ask()}
        className="max-w-56 max-sm:flex-1"
      >
        <option value="">{t('jobs.kinds.all')}</option>
        <option value="video">{t('jobs.kinds.video')}</option>
        <option value="picture">{t('jobs.kinds.picture')}</option>
      </Select>
      <Select
        key={`${asked.show} ${asked.sort}`}
        name="sort"
        aria-label={t('jobs.sort')}
        defaultValue={asked.sort ?? ''}
        onChange={() => ask()}
        className="max-w-56 max-sm:flex-1"
      >
        {/* Each list has an order of its own, which of ended jobs is the newest first. */}
        <option value="">{asked.show ? t('jobs.sorts.newest') : t('jobs.sorts.next')}</option>
        {asked.show ? null : <option value="newest">{t('jobs.sorts.newest')}</option>}
        <option value="oldest">{t('jobs.sorts.oldest')}</option>
      </Select>
      {asked.show ? <input type="hidden" name="show" value={asked.show} /> : null}
      <noscript>
        <Button type="submit">{t('jobs.submit')}</Button>
      </noscript>
    </Form>
  )
}
