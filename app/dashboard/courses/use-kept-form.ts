import { useLocation, useNavigation } from '@remix-run/react'
import { useEffect, useRef } from 'react'
import { z } from 'zod'

const Kept = z.record(z.string(), z.string())

/**
 * Keeps what is typed into a form in this tab until it has been sent, so that a reload or a step back in the browser
 * loses nothing. Conform's own fields (`__…`) are left out.
 * @param onRestore called with what came back
 */
export function useKeptForm(key: string, onRestore: (values: Record<string, string>) => void) {
  const form = useRef<HTMLFormElement | null>(null)
  const navigation = useNavigation()
  const { pathname } = useLocation()

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, on arrival
  useEffect(() => {
    const values = read(key)
    for (const [name, value] of Object.entries(values)) {
      const field = form.current?.elements.namedItem(name)
      if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement)
        field.value = value
    }
    if (Object.keys(values).length) onRestore(values)
  }, [key])

  // A form that was taken leads away from its page.
  const isSent = navigation.formMethod !== undefined && navigation.state === 'loading' && navigation.location.pathname !== pathname
  useEffect(() => {
    if (isSent) sessionStorage.removeItem(key)
  }, [isSent, key])

  const keep = () => {
    if (!form.current) return
    const typed = [...new FormData(form.current)].filter(([name, value]) => typeof value === 'string' && !name.startsWith('__'))
    try {
      sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(typed)))
    } catch {
      // A browser that keeps nothing: the form works all the same.
    }
  }
  return { form, keep }
}

function read(key: string): Record<string, string> {
  try {
    return Kept.parse(JSON.parse(sessionStorage.getItem(key) ?? '{}'))
  } catch {
    return {}
  }
}
