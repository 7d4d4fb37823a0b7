import { cx } from './cx.ts'

/** Colours that look well on the first day; any other is as good. */
const CHOICES = ['#156a40', '#1f5fae', '#8a3b2a', '#6b4fa3', '#8a6512', '#0f6b74', '#a2396b', '#3d3a36'] as const

type AccentPickerProps = {
  name: string
  label: string
  hint?: string
  /** Names the last choice: a colour of one's own. */
  own: string
  value: string
  onChange: (accent: string) => void
}

/** One colour for a school: eight to choose from, or any. Works as plain radio buttons before script arrives. */
export function AccentPicker({ name, label, hint, own, value, onChange }: AccentPickerProps) {
  const isOwn = !CHOICES.some((choice) => choice === value)
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 text-sm font-medium">{label}</legend>
      <div className="flex flex-wrap items-center gap-2">
        {CHOICES.map((choice) => (
          <label key={choice} className="grid size-11 cursor-pointer place-items-center">
            <input
              type="radio"
              name={name}
              value={choice}
              checked={value === choice}
              onChange={() => onChange(choice)}
              aria-label={choice}
              className="peer sr-only"
            />
            <span
              className="size-8 rounded-full border-2 border-paper outline-2 outline-transparent peer-checked:outline-ink peer-focus-visible:outline-accent"
              style={{ background: choice }}
            />
          </label>
        ))}
        <label className={cx('relative grid size-11 cursor-pointer place-items-center')} title={own}>
          <input
            type="color"
            aria-label={own}
            value={value}
            onChange={(event) => onChange(event.currentTarget.value)}
            className="peer absolute inset-0 size-full cursor-pointer opacity-0"
          />
          <span
            className={cx(
              'size-8 rounded-full border-2 border-paper outline-2 peer-focus-visible:outline-accent',
              isOwn ? 'outline-ink' : 'outline-transparent',
            )}
            style={{ background: 'conic-gradient(from 90deg, #b4503c, #b49a3c, #4f9a55, #3c83b4, #7d5ab4, #b4503c)' }}
          />
        </label>
      </div>
      {isOwn ? <input type="hidden" name={name} value={value} /> : null}
      {hint ? <p className="text-sm text-muted">{hint}</p> : null}
    </fieldset>
  )
}
