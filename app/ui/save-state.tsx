import { Check, CloudOff, RotateCw } from 'lucide-react'
import { uiText } from '#app/locales/en/ui.ts'
import { Button } from './button.tsx'
import { cx } from './cx.ts'
import { RelativeTime } from './time.tsx'

type SaveStateProps = {
  state: 'saved' | 'saving' | 'offline' | 'error'
  /** Milliseconds UTC of the last save that held. */
  savedAt?: number | null
  /** Why it failed, and what to do. */
  error?: string
  onRetry?: () => void
  className?: string
}

const words = { saved: uiText.saved, saving: uiText.saving, offline: uiText.savedOffline, error: uiText.saveFailed }
const looks = { saved: 'text-muted', saving: 'text-muted', offline: 'text-caution', error: 'text-danger' }

/** Whether what was typed is safe. Only the word is announced; the passing time beside it is not. */
export function SaveState({ state, savedAt, error, onRetry, className }: SaveStateProps) {
  return (
    <span className={cx('inline-flex min-h-6 items-center gap-1.5 text-sm', looks[state], className)}>
      {state === 'saved' ? <Check size={14} /> : null}
      {state === 'saving' ? <span aria-hidden="true" className="spinner size-3.5" /> : null}
      {state === 'offline' ? <CloudOff size={14} /> : null}
      <span role="status">{error && state === 'error' ? error : words[state]}</span>
      {savedAt && state === 'saved' ? <RelativeTime at={savedAt} className="-ms-0.5" /> : null}
      {state === 'error' && onRetry ? (
        <Button size="sm" variant="quiet" icon={RotateCw} onClick={onRetry}>
          {uiText.retry}
        </Button>
      ) : null}
    </span>
  )
}
