import { useDeferredValue } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from '#app/ui/cx.ts'
import { parseOutline } from '#tenants/courses/outline-text.ts'
import { numbered } from './facts.ts'

/** What will be made of an outline, beside it while it is typed. */
export function OutlinePreview({ text, className }: { text: string; className?: string }) {
  const { t } = useTranslation()
  const typed = useDeferredValue(text)
  const sections = typed.trim() ? parseOutline(typed, t('courses.new.firstSection')) : []
  const count = sections.reduce((sum, section) => sum + section.lessons.length, 0)
  const firstOf = (at: number) => sections.slice(0, at).reduce((sum, section) => sum + section.lessons.length, 1)
  return (
    <section aria-labelledby="outline-preview" className={cx('min-w-0', className)}>
      <div className="flex items-baseline justify-between gap-4 text-sm text-muted">
        <h3 id="outline-preview" className="font-sans text-sm font-medium tracking-normal text-ink">
          {t('courses.new.preview')}
        </h3>
        {count ? <span className="tabular-nums">{t('courses.lessons', { count })}</span> : null}
      </div>
      {sections.length === 0 ? <p className="mt-2 text-ui text-muted">{t('courses.new.previewEmpty')}</p> : null}
      {sections.map((section, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have nothing else that names them
        <div key={at} className="mt-5">
          <h4 className="border-b border-line-strong pb-2 font-serif text-lg wrap-anywhere">{numbered(at + 1, section.title)}</h4>
          <ol>
            {section.lessons.map((lesson, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same
              <li key={index} className="flex gap-4 border-b border-line py-2 text-ui">
                <span className="w-6 flex-none text-sm leading-[1.375rem] text-muted tabular-nums">{firstOf(at) + index}</span>
                <span className="min-w-0 wrap-anywhere">{lesson}</span>
              </li>
            ))}
          </ol>
        </div>
      ))}
    </section>
  )
}
