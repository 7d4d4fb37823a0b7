import { readGuide } from './read-guide.ts'

/** What stands in docs/guides, at build time; the order in which somebody needs them. */
const ORDER = [
  'start-a-school',
  'make-a-course',
  'captions',
  'chapters',
  'invite-students',
  'how-lessons-are-watched',
  'protect-videos',
  'videos-at-mux',
  'work-with-others',
] as const

const texts = import.meta.glob<string>('/docs/guides/*.md', { query: '?raw', import: 'default', eager: true })
const pictures = import.meta.glob<string>('/docs/guides/pictures/*.webp', { query: '?url', import: 'default', eager: true })

export const GUIDES = ORDER.map((id) => readGuide(id, texts[`/docs/guides/${id}.md`] ?? ''))

export const guideById = (id: string) => GUIDES.find((guide) => guide.id === id)

/** Where the picture `name` of a guide is loaded from. */
export const pictureUrl = (name: string): string | undefined => pictures[`/docs/guides/pictures/${name}.webp`]
