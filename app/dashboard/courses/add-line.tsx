import { Plus } from 'lucide-react'
import { type FormEvent, type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { cx } from '#app/ui/cx.ts'
import { useBoard } from './curriculum-context.ts'
import { ComeBack } from './plain-forms.tsx'

type AddLineProps = {
  id?: string
  label: string
  /** What its form carries besides the title, when it is sent without script. */
  fields: Readonly<Record<string, string>>
  /** Asks for a lesson's kind as well. */
  asksKind?: boolean
  large?: boolean
  /** What else can be done here, shown as long as nothing is typed. */
  beside?: ReactNode
  onAdd: (title: string, kind: 'video' | 'text') => void
  className?: string
}

/** A line to type into: Enter adds what stands there and leaves the line ready for the next one. */
export function AddLine({ id, label, fields, asksKind = false, large = false, beside, onAdd, className }: AddLineProps) {
  const { t } = useTranslation()
  const { action, page } = useBoard()
  const input = useRef<HTMLInputElement>(null)
  const [isFilled, setFilled] = useState(false)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const title = String(form.get('title')).trim()
    if (!title || !input.current) return
    onAdd(title.slice(0, 200), form.get('kind') === 'text' ? 'text' : 'video')
    input.current.value = ''
    setFilled(false)
    input.current.focus()
  }
  // In the place of what stands beside them, or keeping their own.
  const untilTyped = !isFilled && (beside ? 'hidden! noscript:inline-flex!' : 'invisible noscript:visible')
  return (
    <form
      method="post"
      action={action}
      onSubmit={submit}
      className={cx('flex min-h-[46px] items-center gap-3 border-b border-line ps-7 focus-within:border-line-strong', className)}
    >
      <ComeBack to={page} />
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Plus size={16} className="text-muted" />
      <input
        ref={input}
        id={id}
        name="title"
        aria-label={label}
        placeholder={label}
        required
        maxLength={200}
        autoComplete="off"
        onChange={(event) => setFilled(event.currentTarget.value.trim() !== '')}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
        className={cx(
          'min-h-11 min-w-0 flex-1 bg-transparent outline-none placeholder:text-muted touch:text-base',
          large ? 'font-serif text-lg' : 'text-ui',
        )}
      />
      {asksKind ? (
        <select
          name="kind"
          aria-label={t('courses.curriculum.kind')}
          className={cx('min-h-9 rounded-sm bg-transparent px-1 text-sm text-muted touch:min-h-11', untilTyped)}
        >
          <option value="video">{t('courses.curriculum.kinds.video')}</option>
          <option value="text">{t('courses.curriculum.kinds.text')}</option>
        </select>
      ) : null}
      <Button type="submit" size="sm" className={cx(untilTyped)}>
        {t('courses.curriculum.add')}
      </Button>
      {isFilled ? null : beside}
    </form>
  )
}
