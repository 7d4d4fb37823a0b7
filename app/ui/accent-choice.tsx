import { Pipette } from 'lucide-react'
import { useEffect, useId, useState } from 'react'
import { paintedAccent } from '#lib/accent.ts'
import { IconButton } from './button.tsx'
import { cx } from './cx.ts'
import { Input } from './input.tsx'

declare global {
  interface Window {
    /** https://developer.mozilla.org/en-US/docs/Web/API/EyeDropper: Chromium alone has it. */
    EyeDropper?: new () => { open(): Promise<{ sRGBHex: string }> }
  }
}

const HEX = /^#[0-9a-f]{6}$/i

export interface AccentChoiceText {
  readonly suggested: string
  readonly hex: string
  readonly hexHint: string
  readonly own: string
  readonly pick: string
}

type AccentChoiceProps = {
  name: string
  text: AccentChoiceText
  suggestions: readonly { readonly hex: string; readonly name: string }[]
  /** What is shown of it: the last that was a colour. */
  value: string
  error?: readonly string[] | undefined
  onChange: (accent: string) => void
}

/** A colour by its code; with script also by a suggestion, the system's own picker, or off the screen. */
export function AccentChoice({ name, text, suggestions, value, error, onChange }: AccentChoiceProps) {
  const id = useId()
  // What is no colour yet, as long as no other one is chosen meanwhile.
  const [unfinished, setUnfinished] = useState<{ text: string; beside: string }>()
  const [canPick, setCanPick] = useState(false)
  useEffect(() => setCanPick(window.EyeDropper !== undefined), [])
  const type = (next: string) => {
    const isColour = HEX.test(next)
    setUnfinished(isColour ? undefined : { text: next, beside: value })
    if (isColour) onChange(next.toLowerCase())
  }
  return (
    <div>
      <fieldset className="-ms-1.5 flex flex-wrap">
        <legend className="sr-only">{text.suggested}</legend>
        {suggestions.map((one) => (
          <button
            key={one.hex}
            type="button"
            aria-label={one.name}
            title={one.name}
            aria-pressed={value === one.hex}
            onClick={() => type(one.hex)}
            className="group grid size-11 place-items-center rounded-full"
          >
            <span
              className={cx(
                'size-8 rounded-full border-2 border-paper outline-2',
                value === one.hex ? 'outline-ink' : 'outline-transparent',
              )}
              style={{ background: one.hex }}
            />
          </button>
        ))}
      </fieldset>
      <label htmlFor={id} className="mt-3 mb-1.5 block text-sm font-medium">
        {text.hex}
      </label>
      <div className="flex items-center gap-2">
        <Input
          id={id}
          name={name}
          value={unfinished?.beside === value ? unfinished.text : value}
          onChange={(event) => type(event.currentTarget.value.trim())}
          aria-describedby={cx(`${id}-hint`, error && `${id}-error`)}
          aria-invalid={error ? true : undefined}
          maxLength={7}
          spellCheck={false}
          autoComplete="off"
          className="w-32 font-mono"
        />
        <label className="relative grid size-11 cursor-pointer place-items-center rounded-sm" title={text.own}>
          <input
            type="color"
            aria-label={text.own}
            value={value}
            onChange={(event) => type(event.currentTarget.value)}
            className="peer absolute inset-0 size-full cursor-pointer opacity-0"
          />
          <span
            className="size-8 rounded-full border-2 border-paper outline-2 outline-line-strong peer-focus-visible:outline-accent"
            style={{ background: 'conic-gradient(from 90deg, #b4503c, #b49a3c, #4f9a55, #3c83b4, #7d5ab4, #b4503c)' }}
          />
        </label>
        {canPick ? <EyeDropperButton label={text.pick} onPicked={type} /> : null}
      </div>
      <p id={`${id}-hint`} className="mt-1.5 text-sm text-muted">
        {text.hexHint}
      </p>
      {error ? (
        <p id={`${id}-error`} role="alert" className="mt-1 text-sm text-danger">
          {error.join(' ')}
        </p>
      ) : null}
    </div>
  )
}

function EyeDropperButton({ label, onPicked }: { label: string; onPicked: (hex: string) => void }) {
  const pick = async () => {
    if (!window.EyeDropper) return
    try {
      onPicked((await new window.EyeDropper().open()).sRGBHex)
    } catch (error) {
      // Escape: the person has thought better of it.
      if (!(error instanceof DOMException && error.name === 'AbortError')) throw error
    }
  }
  return <IconButton label={label} icon={Pipette} onClick={pick} />
}

export interface AccentReadingText {
  readonly light: string
  readonly dark: string
  readonly sample: string
  readonly link: string
  readonly none: string
  readonly deeper: string
  readonly paler: string
  /** Of a contrast, already rounded. */
  ratio(ratio: string): string
}

/** How a colour will read, in both themes, with its contrasts. */
export function AccentReading({ accent, text }: { accent: string; text: AccentReadingText }) {
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {(['light', 'dark'] as const).map((theme) => {
        const painted = paintedAccent(accent, theme)
        return (
          <figure
            key={theme}
            data-theme={theme}
            className="flex flex-col gap-2 rounded-md border border-line p-4"
            style={{ background: painted.paper }}
          >
            <figcaption className="text-xs text-muted">{text[theme]}</figcaption>
            <p className="flex flex-wrap items-center gap-x-3 gap-y-2">
              <span className="rounded-sm px-3 py-1.5 text-sm font-medium" style={{ background: painted.accent, color: painted.ink }}>
                {text.sample}
              </span>
              <span className="text-sm tabular-nums text-soft">{text.ratio(painted.asGround.toFixed(1))}</span>
            </p>
            <p className="flex flex-wrap items-center gap-x-3">
              <span className="text-sm underline underline-offset-4" style={{ color: painted.accent }}>
                {text.link}
              </span>
              <span className="text-sm tabular-nums text-soft">{text.ratio(painted.asText.toFixed(1))}</span>
            </p>
            <p className="text-xs text-muted">{text[painted.shift]}</p>
          </figure>
        )
      })}
    </div>
  )
}
