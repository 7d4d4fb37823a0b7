import { type ComponentPropsWithoutRef, cloneElement, isValidElement, type ReactElement, type ReactNode } from 'react'
import { uiText } from '#app/locales/en/ui.ts'
import { cx } from './cx.ts'

type Described = { id?: string; required?: boolean; 'aria-describedby'?: string; 'aria-invalid'?: boolean }

type FieldProps = {
  id: string
  label: ReactNode
  hint?: ReactNode
  /** One sentence or several: what is wrong and what to do. */
  error?: string | readonly string[] | null
  required?: boolean
  /** Says “optional” beside the label. */
  optional?: boolean
  className?: string
  /** The one control. It receives id, required and what describes it. */
  children: ReactElement<Described>
}

/** A label, its control, its hint and its errors, wired so that a screen reader hears them together. */
export function Field({ id, label, hint, error, required, optional, className, children }: FieldProps) {
  const errors = errorsOf(error)
  const invalid = errors.length > 0
  const described = cx(hint ? `${id}-hint` : null, invalid && `${id}-error`, isValidElement(children) && children.props['aria-describedby'])
  return (
    <div className={cx('flex flex-col gap-1.5', className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
        {optional ? <span className="font-normal text-muted"> · {uiText.optional}</span> : null}
      </label>
      {cloneElement(children, {
        id,
        ...(required ? { required } : {}),
        ...(described ? { 'aria-describedby': described } : {}),
        ...(invalid ? { 'aria-invalid': true } : {}),
      })}
      {hint ? <Hint id={`${id}-hint`}>{hint}</Hint> : null}
      <Errors id={`${id}-error`} errors={errors} />
    </div>
  )
}

type FieldsetProps = Omit<ComponentPropsWithoutRef<'fieldset'>, 'id'> &
  Pick<FieldProps, 'hint' | 'error'> & { id: string; legend: ReactNode }

/** Several controls that answer one question. */
export function Fieldset({ id, legend, hint, error, className, children, ...rest }: FieldsetProps) {
  const errors = errorsOf(error)
  const described = cx(hint ? `${id}-hint` : null, errors.length > 0 && `${id}-error`)
  return (
    <fieldset id={id} aria-describedby={described || undefined} className={cx('flex min-w-0 flex-col gap-3', className)} {...rest}>
      <legend className="mb-2 text-sm font-medium">{legend}</legend>
      {hint ? <Hint id={`${id}-hint`}>{hint}</Hint> : null}
      {children}
      <Errors id={`${id}-error`} errors={errors} />
    </fieldset>
  )
}

export function Hint({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={id} className="text-sm text-muted">
      {children}
    </p>
  )
}

export function Errors({ id, errors }: { id: string; errors: readonly string[] }) {
  if (errors.length === 0) return null
  return (
    <div id={id} className="flex flex-col gap-0.5 text-sm text-danger">
      {errors.map((error) => (
        <p key={error}>{error}</p>
      ))}
    </div>
  )
}

/** Error text in any shape a form library gives it, as a list without repeats. */
export function errorsOf(error: FieldProps['error']): readonly string[] {
  if (!error) return []
  return typeof error === 'string' ? [error] : [...new Set(error)]
}
