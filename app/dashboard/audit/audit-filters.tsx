import { Form } from '@remix-run/react'
import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { Input, Select } from '#app/ui/input.tsx'
import { SearchInput } from '#app/ui/search-input.tsx'
import { urls } from '#app/urls.ts'
import { TYPING_MS, useAsking, useFieldKey } from '../lists/use-asking.ts'

type AuditFiltersProps = {
  school: string
  asked: { q: string; by: string; about: string; from: string; until: string; sort: string }
  abouts: readonly string[]
  people: readonly { id: string; name: string | null }[]
  isFiltered: boolean
}

export function AuditFilters({ school, asked, abouts, people, isFiltered }: AuditFiltersProps) {
  const { t } = useTranslation()
  const { form, ask, stop } = useAsking()
  return (
    <Form
      ref={form}
      method="get"
      action={urls.dashboard.audit(school)}
      role="search"
      onSubmit={stop}
      className="mt-6 flex flex-wrap items-end gap-3"
    >
      <SearchInput
        key={useFieldKey(asked.q)}
        label={t('audit.search')}
        name="q"
        defaultValue={asked.q}
        autoComplete="off"
        maxLength={200}
        className="w-full"
        onSearch={() => ask(TYPING_MS)}
      />
      <Labelled label={t('audit.by')}>
        {(id) => (
          <Select id={id} name="by" defaultValue={asked.by}>
            <option value="">{t('audit.anybody')}</option>
            {people.map((person) => (
              <option key={person.id} value={person.id}>
                {person.name ?? t('audit.left')}
              </option>
            ))}
          </Select>
        )}
      </Labelled>
      <Labelled label={t('audit.about')}>
        {(id) => (
          <Select id={id} name="about" defaultValue={asked.about}>
            <option value="">{t('audit.anything')}</option>
            {abouts.map((about) => (
              <option key={about} value={about}>
                {t(`audit.abouts.${about}`)}
              </option>
            ))}
          </Select>
        )}
      </Labelled>
      <Labelled label={t('audit.from')}>{(id) => <Input id={id} type="date" name="from" defaultValue={asked.from} />}</Labelled>
      <Labelled label={t('audit.until')}>{(id) => <Input id={id} type="date" name="until" defaultValue={asked.until} />}</Labelled>
      <Labelled label={t('audit.sort')}>
        {(id) => (
          <Select id={id} name="sort" defaultValue={asked.sort}>
            <option value="">{t('audit.sorts.newest')}</option>
            <option value="oldest">{t('audit.sorts.oldest')}</option>
          </Select>
        )}
      </Labelled>
      <Button type="submit">{t('audit.submit')}</Button>
      {isFiltered ? (
        <ButtonLink to={urls.dashboard.audit(school)} variant="quiet">
          {t('audit.clear')}
        </ButtonLink>
      ) : null}
    </Form>
  )
}

function Labelled({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <span className="flex min-w-36 flex-1 flex-col gap-1 sm:max-w-52">
      <label htmlFor={id} className="text-sm text-muted">
        {label}
      </label>
      {children(id)}
    </span>
  )
}
