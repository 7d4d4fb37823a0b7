import { useTranslation } from 'react-i18next'

type FreeAddressesProps = { name: string; free: readonly string[]; onTake: (slug: string) => void }

/** Addresses that can be had, each a press away. Without script the press sends the form with it. */
export function FreeAddresses({ name, free, onTake }: FreeAddressesProps) {
  const { t } = useTranslation()
  return (
    <p className="mt-2 flex flex-wrap items-center gap-2 text-sm text-soft">
      {t('platform.newSchool.free')}
      {free.map((slug) => (
        <button
          key={slug}
          type="submit"
          name={name}
          value={slug}
          onClick={(event) => {
            event.preventDefault()
            onTake(slug)
          }}
          className="min-h-9 rounded-md border border-line-strong px-3 text-ink hover:bg-held touch:min-h-11"
        >
          {slug}
        </button>
      ))}
    </p>
  )
}
