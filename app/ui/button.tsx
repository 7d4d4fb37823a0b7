import { Link, type LinkProps } from '@remix-run/react'
import type { LucideIcon } from 'lucide-react'
import { type ComponentPropsWithoutRef, forwardRef, type ReactNode } from 'react'
import { uiText } from '#app/locales/en/ui.ts'
import { cx } from './cx.ts'

type Look = {
  variant?: 'primary' | 'secondary' | 'quiet' | 'danger'
  size?: 'sm' | 'md' | 'lg'
  icon?: LucideIcon
}

type ButtonProps = ComponentPropsWithoutRef<'button'> & Look & { busy?: boolean; busyLabel?: string }

/** While busy it keeps its width and its focus, says so to screen readers, and does not act twice. */
export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(
  {
    variant = 'secondary',
    size = 'md',
    icon: Icon,
    busy = false,
    busyLabel = uiText.busy,
    className,
    type = 'button',
    children,
    onClick,
    ...rest
  },
  ref,
) {
  return (
    <button
      ref={ref}
      type={type}
      className={look(variant, size, className)}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      {...rest}
    >
      {busy ? <Spinner label={busyLabel} /> : null}
      <Content busy={busy}>
        {Icon ? <Icon size={16} /> : null}
        {children}
      </Content>
    </button>
  )
})

type ButtonLinkProps = LinkProps & Look

export const ButtonLink = forwardRef<HTMLAnchorElement, ButtonLinkProps>(function ButtonLink(
  { variant = 'secondary', size = 'md', icon: Icon, className, children, ...rest },
  ref,
) {
  return (
    <Link ref={ref} className={look(variant, size, className)} {...rest}>
      {Icon ? <Icon size={16} /> : null}
      {children}
    </Link>
  )
})

type IconButtonProps = Omit<ButtonProps, 'children' | 'icon'> & { label: string; icon: LucideIcon }

/** A button that is only a picture; its label is spoken, and shown on hover. */
export const IconButton = forwardRef<HTMLButtonElement, IconButtonProps>(function IconButton(
  { label, icon, variant = 'quiet', className, ...rest },
  ref,
) {
  return (
    <Button ref={ref} icon={icon} variant={variant} aria-label={label} title={label} className={cx('button-square', className)} {...rest} />
  )
})

function Spinner({ label }: { label: string }) {
  return (
    <span className="absolute inset-0 grid place-items-center">
      <span className="spinner" />
      <span className="sr-only">{label}</span>
    </span>
  )
}

function Content({ busy, children }: { busy: boolean; children: ReactNode }) {
  return busy ? <span className="inline-flex items-center gap-2 opacity-0">{children}</span> : children
}

function look(variant: NonNullable<Look['variant']>, size: NonNullable<Look['size']>, className?: string): string {
  return cx('button', `button-${variant}`, size !== 'md' && `button-${size}`, className)
}
