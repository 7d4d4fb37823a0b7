import { useLocation, useSubmit } from '@remix-run/react'
import { type RefObject, useEffect, useRef } from 'react'

/** While somebody types, a list is asked for when they pause. Milliseconds. */
export const TYPING_MS = 250

/** How an address says that the form itself asked for it. */
const BY_TYPING = { byTyping: true }
const isByTyping = (state: unknown) => typeof state === 'object' && state !== null && 'byTyping' in state

/** A key for a field of such a form: it stays while somebody types into it, and is another one where a link set another value. */
export function useFieldKey(asked: string): string {
  const { state } = useLocation()
  const key = useRef(asked)
  if (!isByTyping(state)) key.current = asked
  return key.current
}

/** A form that narrows a list: it asks by itself, at once or after a pause; what is asked takes the place of what was asked before. */
export function useAsking(): { form: RefObject<HTMLFormElement>; ask: (afterMs?: number) => void; stop: () => void } {
  const submit = useSubmit()
  const form = useRef<HTMLFormElement>(null)
  const waiting = useRef<ReturnType<typeof setTimeout>>()
  const stop = () => clearTimeout(waiting.current)
  useEffect(() => () => clearTimeout(waiting.current), [])
  const ask = (afterMs = 0) => {
    stop()
    waiting.current = setTimeout(() => submit(form.current, { replace: true, preventScrollReset: true, state: BY_TYPING }), afterMs)
  }
  return { form, ask, stop }
}
