import { ShieldCheck } from 'lucide-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'

const FACTS = ['links', 'site', 'revoked'] as const

/** What holds for every video of every school, so that nobody looks for the switch. */
export function AlwaysOn() {
  const { t } = useTranslation()
  const id = useId()
  return (
    <aside aria-labelledby={id} className="border-t border-line pt-6 xl:border-t-0 xl:border-s xl:ps-8 xl:pt-0">
      <h2 id={id} className="mb-3 text-lg">
        {t('protection.always.title')}
      </h2>
      <ul className="flex flex-col gap-4 text-ui text-soft">
        {FACTS.map((fact) => (
          <li key={fact} className="flex gap-3">
            <ShieldCheck size={18} aria-hidden="true" className="mt-0.5 flex-none text-positive" />
            <span>{t(`protection.always.${fact}`)}</span>
          </li>
        ))}
      </ul>
    </aside>
  )
}
