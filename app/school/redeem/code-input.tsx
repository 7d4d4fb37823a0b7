import { type ComponentPropsWithoutRef, type FormEvent, forwardRef } from 'react'
import { cx } from '#app/ui/cx.ts'
import { groupCode } from './code-typing.ts'

/** Where a code is typed from a card: large, even, and in groups as it is printed. */
export const CodeInput = forwardRef<HTMLInputElement, ComponentPropsWithoutRef<'input'>>(function CodeInput({ className, ...rest }, ref) {
  return (
    <input
      ref={ref}
      type="text"
      autoComplete="off"
      autoCapitalize="characters"
      autoCorrect="off"
      spellCheck={false}
      placeholder="XXXX-XXXX-XXXX-XXXX"
      onInput={group}
      className={cx('input min-h-14! px-4! font-mono text-base! tracking-[0.04em] uppercase sm:text-lg!', className)}
      {...rest}
    />
  )
})

function group({ currentTarget: input }: FormEvent<HTMLInputElement>): void {
  const { text, caret } = groupCode({ text: input.value, caret: input.selectionStart ?? input.value.length })
  if (text === input.value) return
  input.value = text
  input.setSelectionRange(caret, caret)
}
