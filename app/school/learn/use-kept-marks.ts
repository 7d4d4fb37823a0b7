import { useRevalidator } from '@remix-run/react'
import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react'
import { urls } from '#app/urls.ts'
import { dropMark, type KeptMark, keptMarks, onMarks } from './kept-marks.ts'

const NONE: readonly KeptMark[] = []
const FIRST_RETRY_MS = 5_000
const LONGEST_RETRY_MS = 5 * 60_000
const ANSWER_MS = 15_000

/** What a student said of lessons while the line was gone, until the server knows it: it goes there as soon as the line is back. */
export function useKeptMarks(student: string | undefined): readonly KeptMark[] {
  const { revalidate } = useRevalidator()
  const latest = useRef(revalidate)
  useEffect(() => {
    latest.current = revalidate
  })
  const read = useCallback(() => (student ? keptMarks(student) : NONE), [student])
  const kept = useSyncExternalStore(onMarks, read, () => NONE)
  const isAny = kept.length > 0
  useEffect(() => {
    if (!student || !isAny) return
    let failures = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    let isSending = false
    const send = async () => {
      clearTimeout(timer)
      if (isSending) return
      isSending = true
      const all = await sendAll(student)
      isSending = false
      // Another look tells the page what the server made of it.
      if (all !== 'none') latest.current()
      if (all !== 'all') timer = setTimeout(send, Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures++))
    }
    const back = () => {
      failures = 0
      void send()
    }
    window.addEventListener('online', back)
    void send()
    return () => {
      clearTimeout(timer)
      window.removeEventListener('online', back)
    }
  }, [student, isAny])
  return kept
}

async function sendAll(student: string): Promise<'all' | 'some' | 'none'> {
  let sent = 0
  for (const mark of keptMarks(student)) {
    if (!(await send(mark))) return sent ? 'some' : 'none'
    dropMark(student, mark.lesson, mark.at)
    sent++
  }
  return 'all'
}

/** Whether the server has answered for good: it is saved, or would be refused for ever. Marking twice is marking once. */
async function send({ course, lesson, intent }: KeptMark): Promise<boolean> {
  try {
    const answer = await fetch(urls.school.lesson(course, lesson), {
      method: 'POST',
      body: new URLSearchParams({ intent }),
      // To the sign-in: it waits until the student is back.
      redirect: 'manual',
      keepalive: true,
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    await answer.body?.cancel()
    return answer.ok || [400, 403, 404].includes(answer.status)
  } catch {
    // No line, or no answer in time: tried again.
    return false
  }
}
