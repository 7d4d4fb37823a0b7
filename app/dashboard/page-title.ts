import type { useLoaderData } from '@remix-run/react'
import type { loader } from './frame.tsx'

interface Match {
  readonly id: string
  readonly data: unknown
}

type FrameData = ReturnType<typeof useLoaderData<typeof loader>>

/** “Spring workshop · Natural Dyeing · Madder & Weld”, for a route's `meta`: what is nearest first, the school last. */
export function pageTitle(matches: readonly (Match | undefined)[], ...parts: (string | undefined)[]): { title: string }[] {
  const frame = matches.find((match) => match?.id === 'dashboard/frame')?.data as FrameData | undefined
  return [{ title: [...parts, frame?.mark.name].filter(Boolean).join(' · ') }]
}

/** What the page is called among the others of its school. */
export const withoutSchool = (title: string, school: string): string =>
  title.endsWith(` · ${school}`) ? title.slice(0, -school.length - 3) : title
