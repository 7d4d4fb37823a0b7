import type { FormMetadata } from '@conform-to/react'
import { parseWithZod } from '@conform-to/zod/v4'
import { useEffect, useRef, useState } from 'react'
import type { z } from 'zod'

type StepOf = { readonly fields: readonly string[] }

/**
 * A form in steps. One goes on when what stands in the step is right; otherwise its errors show and the first wrong field
 * takes the focus. Errors that come from the server lead to their step.
 */
export function useSteps<T extends Record<string, unknown>>(
  steps: readonly StepOf[],
  schema: z.ZodObject,
  metadata: FormMetadata<T, string[]>,
) {
  const form = useRef<HTMLFormElement | null>(null)
  const [now, setNow] = useState(0)
  const [moved, setMoved] = useState(false)

  const wrong = (element: HTMLFormElement, step: StepOf): string | undefined => {
    const parsed = parseWithZod(new FormData(element), { schema })
    const errors = parsed.status === 'error' ? parsed.error : null
    return step.fields.find((name) => errors?.[name])
  }
  const show = (at: number) => {
    setNow(at)
    setMoved(true)
  }
  const go = (to: number) => {
    const element = form.current
    if (!element) return
    for (let at = now; at < to; at++) {
      const step = steps[at]
      const field = step && wrong(element, step)
      if (!field) continue
      for (const name of step.fields) metadata.validate({ name })
      show(at)
      focusOn(element, field)
      return
    }
    show(Math.min(to, steps.length - 1))
  }

  const refused = Object.keys(metadata.allErrors).join(' ')
  const isServerAnswer = metadata.status === 'error'
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when an answer came
  useEffect(() => {
    if (!isServerAnswer) return
    const at = steps.findIndex((step) => step.fields.some((name) => refused.split(' ').includes(name)))
    if (at >= 0) setNow(at)
  }, [isServerAnswer])

  // The first field of a step one has gone to; not on arrival, where the browser's own focus stands.
  useEffect(() => {
    if (!moved) return
    const section = form.current?.querySelectorAll('[data-step]')[now]
    section?.querySelector<HTMLElement>('[aria-invalid=true], input, textarea')?.focus()
  }, [now, moved])

  return { form, now, moved, isLast: now === steps.length - 1, go }
}

function focusOn(form: HTMLFormElement, name: string): void {
  const field = form.elements.namedItem(name)
  if (field instanceof HTMLElement) field.focus()
}
