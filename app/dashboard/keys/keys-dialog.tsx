import { useFetcher } from '@remix-run/react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PreferencesAnswer } from '#app/platform/preferences.ts'
import { Dialog } from '#app/ui/dialog.tsx'
import { Switch } from '#app/ui/input.tsx'
import { Kbd } from '#app/ui/kbd.tsx'
import { urls } from '#app/urls.ts'
import type { Place } from '../places.ts'
import { pageKeys } from './page-keys.ts'

type KeysDialogProps = { places: readonly Place[]; single: boolean; open: boolean; onOpenChange: (open: boolean) => void }

/** Every key of this page and of all pages, and the way to switch them off. */
export function KeysDialog({ places, single, open, onOpenChange }: KeysDialogProps) {
  const { t } = useTranslation()
  const saving = useFetcher<PreferencesAnswer>()
  const asked = saving.formData?.get('shortcuts')
  const isOn = asked ? asked === 'on' : single
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('keys.title')} text={t(isOn ? 'keys.text' : 'keys.off')}>
      <Switch
        label={t('keys.use')}
        checked={isOn}
        onChange={(event) =>
          saving.submit({ shortcuts: event.currentTarget.checked ? 'on' : 'off' }, { method: 'post', action: urls.platform.preferences() })
        }
      />
      <p role="status" className="text-sm text-danger">
        {saving.data?.problem ? t('keys.failed') : null}
      </p>
      <Lists places={places} />
    </Dialog>
  )
}

function Lists({ places }: { places: readonly Place[] }) {
  const { t } = useTranslation()
  // As the page is at the moment it is asked.
  const [own] = useState(pageKeys)
  return (
    <div className="mt-4 flex flex-col gap-5">
      {own.length ? <List title={t('keys.page')} keys={own.map(({ key, label }): [string, string] => [key, label])} /> : null}
      <List
        title={t('keys.everywhere')}
        keys={[
          ['Ctrl K', t('keys.palette')],
          ['/', t('keys.search')],
          ...places.map(({ id, key }): [string, string] => [`g ${key}`, t('keys.goTo', { place: t(`dashboard.nav.${id}`) })]),
          ['?', t('keys.help')],
        ]}
      />
    </div>
  )
}

function List({ title, keys }: { title: string; keys: readonly (readonly [key: string, label: string])[] }) {
  return (
    <section>
      <h3 className="text-base">{title}</h3>
      <dl className="mt-2">
        {keys.map(([key, label]) => (
          <div key={key} className="flex min-h-9 items-center justify-between gap-4 border-t border-line text-sm">
            <dt>{label}</dt>
            <dd className="flex gap-1">
              {key.split(' ').map((one) => (
                <Kbd key={one}>{one}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
