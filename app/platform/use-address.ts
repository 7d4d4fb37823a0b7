import { useCallback, useEffect, useRef, useState } from 'react'
import { z } from 'zod'
import { urls } from '#app/urls.ts'

const Checked = z.object({
  slug: z.string(),
  problem: z.enum(['shape', 'reserved', 'taken']).nullable(),
  suggestions: z.array(z.string()),
  address: z.string().nullable(),
})
type Checked = z.infer<typeof Checked>

/** So long nobody types any more. */
const PAUSE_MS = 200

/**
 * The address of a school to be: it follows the school's name until somebody puts a hand to it, and is looked up as it is
 * typed. An answer that comes late, or to another question, changes nothing.
 */
export function useAddress(first: string) {
  const [slug, setSlug] = useState(first)
  const [isOwn, setOwn] = useState(first !== '')
  const [checked, setChecked] = useState<Checked>()
  const [isAsking, setAsking] = useState(false)
  const question = useRef(0)
  const suggested = useRef('')
  const timer = useRef<ReturnType<typeof setTimeout>>()
  useEffect(() => () => clearTimeout(timer.current), [])

  const forget = useCallback(() => {
    question.current++
    clearTimeout(timer.current)
    setAsking(false)
  }, [])
  const ask = useCallback((about: { name: string } | { slug: string }, hear: (answer: Checked) => void) => {
    const mine = ++question.current
    clearTimeout(timer.current)
    setAsking(true)
    timer.current = setTimeout(async () => {
      const answer = await look(urls.platform.checkAddress(about))
      if (mine !== question.current) return
      setAsking(false)
      setChecked(answer)
      if (answer) hear(answer)
    }, PAUSE_MS)
  }, [])
  const isAbout = checked?.slug === slug && slug !== ''
  return {
    slug,
    isAsking,
    /** Somebody wrote it themselves, or is about to. */
    isOwn,
    checked: isAbout ? checked : undefined,
    named(name: string) {
      if (isOwn) return
      if (!name.trim()) return forget()
      ask({ name }, (answer) => {
        suggested.current = answer.slug
        setSlug(answer.slug)
      })
    },
    touched() {
      // What is still on its way would write into what is being typed.
      if (!isOwn && isAsking) forget()
      setOwn(true)
    },
    typed(text: string) {
      const typed = text.toLowerCase()
      setSlug(typed)
      if (typed) ask({ slug: typed }, () => undefined)
      else forget()
    },
    /** A free one that was suggested, or what was typed before the page was loaded again. */
    took(text: string) {
      setOwn(true)
      setSlug(text)
      ask({ slug: text }, () => undefined)
    },
    left() {
      setOwn(slug !== '' && slug !== suggested.current)
    },
  }
}

/** No answer is none: the form itself checks again when it is sent. */
async function look(url: string): Promise<Checked | undefined> {
  try {
    const answer = await fetch(url, { headers: { Accept: 'application/json' } })
    return Checked.safeParse(await answer.json()).data
  } catch {
    return undefined
  }
}
