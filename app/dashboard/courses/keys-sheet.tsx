import { useTranslation } from 'react-i18next'
import { Dialog } from '#app/ui/dialog.tsx'
import { Kbd } from '#app/ui/kbd.tsx'

const KEYS = [
  ['walk', '↑ ↓'],
  ['step', 'Alt ↑ ↓'],
  ['lift', 'Space'],
  ['choose', 'Space'],
  ['range', 'Shift ↑ ↓'],
  ['section', 'Ctrl A'],
  ['clear', 'Esc'],
  ['rename', 'F2'],
  ['next', 'Tab'],
  ['find', '/'],
  ['sheet', '?'],
] as const

/** What the keyboard can do on this page. */
export function KeysSheet({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { t } = useTranslation()
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('courses.curriculum.keys.title')}>
      <dl className="divide-y divide-line">
        {KEYS.map(([name, keys]) => (
          <div key={name} className="flex items-center justify-between gap-4 py-2">
            <dt className="text-ui">{t(`courses.curriculum.keys.${name}`)}</dt>
            <dd className="flex-none">
              <Kbd>{keys}</Kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
