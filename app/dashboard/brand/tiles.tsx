import type { ReactNode } from 'react'
import { cx } from '#app/ui/cx.ts'

/** A few choices beside each other, each shown by what it does. */
export function Tiles({ label, children }: { label: string; children: ReactNode }) {
  return (
    <fieldset className="grid grid-cols-3 gap-2">
      <legend className="sr-only">{label}</legend>
      {children}
    </fieldset>
  )
}

type TileProps = {
  name: string
  value: string
  checked: boolean
  onChange: () => void
  label: string
  children: ReactNode
}

/** A radio button as a picture with its name. */
export function Tile({ name, value, checked, onChange, label, children }: TileProps) {
  return (
    <label className={cx(CARD, 'flex min-h-24 flex-col items-center justify-center gap-2 px-2 py-3 text-center')}>
      <input type="radio" name={name} value={value} checked={checked} onChange={onChange} className="sr-only" />
      {children}
      <span className="text-sm">{label}</span>
    </label>
  )
}

/** Around a radio button that is not seen itself. */
export const CARD =
  'relative cursor-pointer rounded-md border border-line transition-colors hover:border-line-strong has-checked:border-ink has-checked:bg-raised has-checked:ring-1 has-checked:ring-ink has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent'
