import { Check, Copy } from 'lucide-react'
import { type ComponentPropsWithoutRef, useEffect, useState } from 'react'
import { uiText } from '#app/locales/en/ui.ts'
import { Button } from './button.tsx'
import { cx } from './cx.ts'

type CopyButtonProps = Omit<ComponentPropsWithoutRef<typeof Button>, 'onClick' | 'children' | 'icon'> & {
  value: string
  label?: string
  copiedLabel?: string
  failedLabel?: string
}

/** Copies a code or a link, and says whether it did: a browser may refuse the clipboard. */
export function CopyButton({
  value,
  label = uiText.copy,
  copiedLabel = uiText.copied,
  failedLabel = uiText.copyFailed,
  className,
  ...rest
}: CopyButtonProps) {
  const [state, setState] = useState<'ready' | 'copied' | 'failed'>('ready')
  useEffect(() => {
    if (state === 'ready') return
    const timer = setTimeout(() => setState('ready'), 2_000)
    return () => clearTimeout(timer)
  }, [state])
  async function copy() {
    try {
      await navigator.clipboard.writeText(value)
      setState('copied')
    } catch {
      setState('failed')
    }
  }
  const said = { ready: label, copied: copiedLabel, failed: failedLabel }[state]
  return (
    <Button icon={state === 'copied' ? Check : Copy} onClick={copy} className={cx('noscript:hidden', className)} {...rest}>
      <span aria-live="polite">{said}</span>
    </Button>
  )
}
