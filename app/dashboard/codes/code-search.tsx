import type { FetcherWithComponents } from '@remix-run/react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { SearchInput } from '#app/ui/search-input.tsx'

const TYPING_MS = 250

type CodeSearchProps = { fetcher: FetcherWithComponents<unknown>; action: string; search: string }

/** Searches while somebody types; without script the form is posted and the page answers with what was found. */
export function CodeSearch({ fetcher, action, search }: CodeSearchProps) {
  const { t } = useTranslation()
  const waiting = useRef<ReturnType<typeof setTimeout>>()
  useEffect(() => () => clearTimeout(waiting.current), [])
  return (
    <fetcher.Form method="post" action={action} role="search" className="flex min-w-0 flex-1 sm:max-w-72 items-center gap-2">
      <input type="hidden" name="intent" value="search" />
      <SearchInput
        name="search"
        label={t('codes.batch.search')}
        defaultValue={search}
        autoComplete="off"
        maxLength={200}
        className="min-w-0 flex-1"
        onSearch={(typed) => {
          clearTimeout(waiting.current)
          waiting.current = setTimeout(() => fetcher.submit({ intent: 'search', search: typed }, { method: 'post', action }), TYPING_MS)
        }}
      />
      <noscript>
        <Button type="submit">{t('codes.batch.searchSubmit')}</Button>
      </noscript>
    </fetcher.Form>
  )
}
