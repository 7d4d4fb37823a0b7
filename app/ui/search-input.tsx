import { Search, X } from 'lucide-react'
import { type ComponentPropsWithoutRef, useRef, useState } from 'react'
import { uiText } from '#app/locales/en/ui.ts'
import { cx } from './cx.ts'
import { Kbd } from './kbd.tsx'

type SearchInputProps = Omit<ComponentPropsWithoutRef<'input'>, 'type' | 'value' | 'onChange'> & {
  label: string
  /** A key that leads here, shown while it is empty. */
  shortcut?: string
  onSearch?: (text: string) => void
}

/** Lives in a GET form by its name (q), so it searches without script too. */
export function SearchInput({
  label,
  shortcut,
  onSearch,
  name = 'q',
  defaultValue = '',
  placeholder,
  className,
  ...rest
}: SearchInputProps) {
  const input = useRef<HTMLInputElement>(null)
  const [filled, setFilled] = useState(defaultValue !== '')
  function changed(text: string) {
    setFilled(text !== '')
    onSearch?.(text)
  }
  function clear() {
    if (!input.current) return
    input.current.value = ''
    input.current.focus()
    changed('')
  }
  return (
    <span className={cx('relative flex items-center', className)}>
      <Search size={16} className="pointer-events-none absolute inset-s-3 text-muted" />
      <input
        ref={input}
        type="search"
        name={name}
        aria-label={label}
        placeholder={placeholder ?? label}
        defaultValue={defaultValue}
        onChange={(event) => changed(event.target.value)}
        className="input ps-9 pe-11"
        {...rest}
      />
      {filled ? (
        <button
          type="button"
          aria-label={uiText.clear}
          onClick={clear}
          className="absolute inset-y-0 inset-e-0 grid w-10 place-items-center rounded-sm text-muted hover:text-ink touch:w-11"
        >
          <X size={16} />
        </button>
      ) : null}
      {!filled && shortcut ? <Kbd className="pointer-events-none absolute inset-e-3">{shortcut}</Kbd> : null}
    </span>
  )
}
