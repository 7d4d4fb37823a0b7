import { ChevronDown, Eye, EyeOff } from 'lucide-react'
import { type ComponentPropsWithoutRef, forwardRef, type ReactNode, useState } from 'react'
import { uiText } from '#app/locales/en/ui.ts'
import { cx } from './cx.ts'

type InputProps = ComponentPropsWithoutRef<'input'> & {
  /** Stands inside the field before or after the text: a currency, a unit, a domain. */
  prefix?: string
  suffix?: string
}

export const Input = forwardRef<HTMLInputElement, InputProps>(function Input({ className, prefix, suffix, ...rest }, ref) {
  if (!prefix && !suffix) return <input ref={ref} className={cx('input', className)} {...rest} />
  return (
    <span className={cx('relative flex items-center', className)}>
      {prefix ? <span className="pointer-events-none absolute inset-s-3 text-ui text-muted">{prefix}</span> : null}
      <input ref={ref} className="input" style={{ paddingInlineStart: padding(prefix), paddingInlineEnd: padding(suffix) }} {...rest} />
      {suffix ? <span className="pointer-events-none absolute inset-e-3 text-ui text-muted">{suffix}</span> : null}
    </span>
  )
})

/** Grows with its text by CSS (field-sizing), up to 60 % of the window; older browsers keep the handle. */
export const Textarea = forwardRef<HTMLTextAreaElement, ComponentPropsWithoutRef<'textarea'>>(function Textarea(
  { className, ...rest },
  ref,
) {
  return <textarea ref={ref} className={cx('input', className)} {...rest} />
})

export const Select = forwardRef<HTMLSelectElement, ComponentPropsWithoutRef<'select'>>(function Select(
  { className, children, ...rest },
  ref,
) {
  return (
    <span className={cx('relative flex items-center', className)}>
      <select ref={ref} className="input" {...rest}>
        {children}
      </select>
      <ChevronDown size={16} className="pointer-events-none absolute inset-e-3 text-muted" />
    </span>
  )
})

type TickProps = Omit<ComponentPropsWithoutRef<'input'>, 'type'> & { label: ReactNode; hint?: ReactNode }

export const Checkbox = forwardRef<HTMLInputElement, TickProps>(function Checkbox({ label, hint, className, ...rest }, ref) {
  return (
    <Choice label={label} hint={hint} disabled={rest.disabled} className={className}>
      <input ref={ref} type="checkbox" className="tick" {...rest} />
    </Choice>
  )
})

export const Radio = forwardRef<HTMLInputElement, TickProps>(function Radio({ label, hint, className, ...rest }, ref) {
  return (
    <Choice label={label} hint={hint} disabled={rest.disabled} className={className}>
      <input ref={ref} type="radio" className="tick" {...rest} />
    </Choice>
  )
})

/** A real checkbox with the role of a switch, so a form sends it before any script has come. */
export const Switch = forwardRef<HTMLInputElement, TickProps>(function Switch({ label, hint, className, ...rest }, ref) {
  return (
    <Choice label={label} hint={hint} disabled={rest.disabled} className={cx('flex-row-reverse justify-between', className)}>
      {/* biome-ignore lint/a11y/useAriaPropsForRole: a checkbox tells its own state */}
      <input ref={ref} type="checkbox" role="switch" className="switch" {...rest} />
    </Choice>
  )
})

export const PasswordInput = forwardRef<
  HTMLInputElement,
  Omit<InputProps, 'type' | 'prefix' | 'suffix'> & {
    /** Which password it is, where a form has several. */
    of?: string
  }
>(function PasswordInput({ className, of, ...rest }, ref) {
  const [shown, setShown] = useState(false)
  const named = (words: string) => (of ? `${words}: ${of}` : words)
  return (
    <span className={cx('relative flex items-center', className)}>
      <input ref={ref} type={shown ? 'text' : 'password'} className="input pe-12" autoCapitalize="none" spellCheck={false} {...rest} />
      <button
        type="button"
        aria-label={named(uiText.showPassword)}
        aria-pressed={shown}
        title={named(shown ? uiText.hidePassword : uiText.showPassword)}
        onClick={() => setShown(!shown)}
        className="absolute inset-y-0 inset-e-0 grid w-11 place-items-center rounded-sm text-muted hover:text-ink"
      >
        <PasswordEye shown={shown} />
      </button>
    </span>
  )
})

function PasswordEye({ shown }: { shown: boolean }) {
  const Icon = shown ? EyeOff : Eye
  return <Icon size={18} />
}

function Choice({
  label,
  hint,
  disabled,
  className,
  children,
}: {
  label: ReactNode
  hint?: ReactNode
  disabled?: boolean
  className?: string
  children: ReactNode
}) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control comes in as a child
    <label className={cx('flex items-start gap-3 touch:py-[11px]', className)}>
      {children}
      <span className={cx('min-w-0 text-ui', disabled && 'text-muted')}>
        {label}
        {hint ? <span className="block text-sm text-muted">{hint}</span> : null}
      </span>
    </label>
  )
}

function padding(beside: string | undefined): string | undefined {
  return beside ? `calc(${beside.length}ch + 20px)` : undefined
}
