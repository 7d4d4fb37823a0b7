import { type Chapter, type ChapterTrouble, inOrder, MOST_CHAPTERS, plainTitle, troublesOf } from '#tenants/chapters/chapter.ts'
import { readMoment, showMoment } from '#tenants/chapters/moment.ts'

/** A chapter as the editor holds it: what stands in its two fields, and a number of its own that it keeps wherever it goes. */
export interface Line {
  readonly key: number
  readonly time: string
  readonly title: string
}

export interface Edited {
  readonly lines: readonly Line[]
  readonly nextKey: number
  /** The line that somebody is led to: another object each time. */
  readonly led: { readonly key: number } | undefined
}

export type Edit =
  /** A time is taken over when its field is left, for half a time is another time. */
  | { readonly do: 'time' | 'title'; readonly key: number; readonly to: string }
  /** Where the film stands; without one the time is to be written. Seconds. */
  | { readonly do: 'add'; readonly at: number | undefined }
  | { readonly do: 'remove'; readonly key: number }
  /** What was there before comes back: one line, or all of them. */
  | { readonly do: 'bring_back'; readonly line: Line }
  | { readonly do: 'put_back'; readonly lines: readonly Line[] }
  | { readonly do: 'replace'; readonly chapters: readonly Chapter[] }

/** What is to be looked at beside a line. One without a title is left out; everything else keeps the list from being saved. */
export type LineTrouble = ChapterTrouble | 'time' | 'no_title'

type Fields = Pick<Line, 'time' | 'title'>

export const begin = (fields: readonly Fields[]): Edited => ({
  lines: inTime(fields.map(({ time, title }, key) => ({ key, time, title }))),
  nextKey: fields.length,
  led: undefined,
})

export const fieldsOf = (chapters: readonly Chapter[]): Fields[] => chapters.map(({ at, title }) => ({ time: showMoment(at), title }))

export const isFull = ({ lines }: Edited): boolean => lines.length >= MOST_CHAPTERS

export function edit(state: Edited, step: Edit): Edited {
  const { lines, nextKey } = state
  switch (step.do) {
    case 'time':
      return { ...state, lines: inTime(lines.map((one) => (one.key === step.key ? { ...one, time: tidied(step.to) } : one))) }
    case 'title':
      return { ...state, lines: lines.map((one) => (one.key === step.key ? { ...one, title: step.to } : one)) }
    case 'add': {
      const there = step.at === undefined ? undefined : lines.find(({ time }) => readMoment(time) === step.at)
      if (there) return { ...state, led: { key: there.key } }
      if (isFull(state)) return state
      const added = { key: nextKey, time: step.at === undefined ? '' : showMoment(step.at), title: '' }
      return { lines: inTime([...lines, added]), nextKey: nextKey + 1, led: { key: nextKey } }
    }
    case 'remove':
      return { ...state, lines: lines.filter(({ key }) => key !== step.key) }
    case 'bring_back':
      return lines.some(({ key }) => key === step.line.key) ? state : { ...state, lines: inTime([...lines, step.line]) }
    case 'put_back':
      return { ...state, lines: step.lines }
    case 'replace': {
      // Keys go on, so that what is typed in a field never stays for another chapter.
      const fresh = fieldsOf(step.chapters).map((fields, nth) => ({ ...fields, key: nextKey + nth }))
      return { lines: fresh, nextKey: nextKey + fresh.length, led: undefined }
    }
  }
}

/** What can be saved of the lines, and what is to be looked at, by the key of its line. @param length of the film in seconds, where it is known */
export function standing(
  lines: readonly Line[],
  length: number | null,
): { readonly chapters: readonly Chapter[]; readonly troubles: ReadonlyMap<number, LineTrouble>; readonly canSave: boolean } {
  const troubles = new Map<number, LineTrouble>()
  const read: (Chapter & { readonly key: number })[] = []
  for (const { key, time, title: typed } of lines) {
    const at = readMoment(time)
    const title = plainTitle(typed)
    if (!time.trim() && !title) continue
    if (at === undefined) troubles.set(key, 'time')
    else if (!title) troubles.set(key, 'no_title')
    else read.push({ key, at, title })
  }
  for (const [nth, trouble] of troublesOf(read, length).entries()) {
    const key = read[nth]?.key
    if (trouble && key !== undefined) troubles.set(key, trouble)
  }
  return {
    chapters: inOrder(read.map(({ at, title }) => ({ at, title }))),
    troubles,
    canSave: [...troubles.values()].every((trouble) => trouble === 'no_title'),
  }
}

/** 00:90 stays as it was typed, for it is no time. */
function tidied(time: string): string {
  const second = readMoment(time)
  return second === undefined ? time : showMoment(second)
}

/** By time; a line whose time cannot be read stays behind the one it stood behind. */
function inTime(lines: readonly Line[]): Line[] {
  let last = -1
  return lines
    .map((line) => {
      last = readMoment(line.time) ?? last
      return { line, at: last }
    })
    .sort((a, b) => a.at - b.at)
    .map(({ line }) => line)
}
