import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'

/** Fetches the unused codes of all pages when it is pressed, so that thousands of them do not travel with the page. */
export function CopyUnused({ from }: { from: string }) {
  const { t } = useTranslation()
  const [state, setState] = useState<'ready' | 'busy' | 'copied' | 'failed'>('ready')
  useEffect(() => {
    if (state !== 'copied' && state !== 'failed') return
    const timer = setTimeout(() => setState('ready'), 2_000)
    return () => clearTimeout(timer)
  }, [state])
  async function copy() {
    setState('busy')
    try {
      // Given as a promise, because Safari only lets the clipboard be written in the press itself.
      await navigator.clipboard.write([new ClipboardItem({ 'text/plain': fetchLines(from) })])
      setState('copied')
    } catch {
      setState('failed')
    }
  }
  const said = {
    ready: t('codes.batch.copyUnused'),
    busy: t('codes.batch.copyUnused'),
    copied: t('codes.batch.copied'),
    failed: t('codes.batch.copyFailed'),
  }
  return (
    <Button icon={state === 'copied' ? Check : Copy} busy={state === 'busy'} onClick={copy} className="noscript:hidden">
      <span aria-live="polite">{said[state]}</span>
    </Button>
  )
}

async function fetchLines(from: string): Promise<Blob> {
  const answer = await fetch(from)
  if (!answer.ok) throw new LinesRefused(answer.status)
  return new Blob([await answer.text()], { type: 'text/plain' })
}

class LinesRefused extends Error {
  readonly code = 'lines_refused'
  constructor(status: number) {
    super(`the codes were not given: ${status}`)
  }
}
