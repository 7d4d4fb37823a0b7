import { type Chapter, type ChapterTrouble, inOrder, MOST_CHAPTERS, plainTitle, troublesOf } from '#tenants/chapters/chapter.ts'
import { readMoment, showMoment } from '#tenants/chapters/moment.ts'

/** A chapter as the editor holds it: what stands in its two fields, and a number of its own that it keeps wherever it goes. */
export interface Line {
  readonly key: number
  readonly time: string
  readonly title: string
  /** It has had a title: without one now it is a chapter that would be lost, not one that is only begun. */
  readonly named?: true
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

/** What is to be looked at beside a line. One that never had a title is left out; everything else keeps the list from being saved. */
export type LineTrouble = ChapterTrouble | 'time' | 'no_title' | 'untitled'

type Fields = Pick<Line, 'time' | 'title'>

const lineOf = ({ time, title }: Fields, key: number): Line => ({ key, time, title, ...(plainTitle(title) && { named: true }) })

export const begin = (fields: readonly Fields[]): Edited => ({
  lines: inTime(fields.map(lineOf)),
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
      return {
        ...state,
        lines: lines.map((one) => (one.key === step.key ? { ...one, ...lineOf({ ...one, title: step.to }, one.key) } : one)),
      }
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
      const fresh = fieldsOf(step.chapters).map((fields, nth) => lineOf(fields, nextKey + nth))
      return { lines: fresh, nextKey: nextKey + fresh.length, led: undefined }
    }
  }
}

/** The first line that keeps the list from being saved: its number from 1, and its time where that can be read. */
export interface Wrong {
  readonly number: number
  readonly time: string | undefined
}

/** What can be saved of the lines, and what is to be looked at, by the key of its line. @param length of the film in seconds, where it is known */
export function standing(
  lines: readonly Line[],
  length: number | null,
): { readonly chapters: readonly Chapter[]; readonly troubles: ReadonlyMap<number, LineTrouble>; readonly wrong: Wrong | undefined } {
  const troubles = new Map<number, LineTrouble>()
  const read: (Chapter & { readonly key: number })[] = []
  for (const { key, time, title: typed, named } of lines) {
    const at = readMoment(time)
    const title = plainTitle(typed)
    if (!time.trim() && !title) continue
    if (at === undefined) troubles.set(key, 'time')
    else if (!title) troubles.set(key, named ? 'untitled' : 'no_title')
    else read.push({ key, at, title })
  }
  for (const [nth, trouble] of troublesOf(read, length).entries()) {
    const key = read[nth]?.key
    if (trouble && key !== undefined) troubles.set(key, trouble)
  }
  const wrong = lines.findIndex(({ key }) => (troubles.get(key) ?? 'no_title') !== 'no_title')
  return {
    chapters: inOrder(read.flatMap(({ key, at, title }) => (troubles.has(key) ? [] : [{ at, title }]))),
    troubles,
    wrong: wrong < 0 ? undefined : { number: wrong + 1, time: timeIn(lines[wrong]?.time) },
  }
}

const timeIn = (time = ''): string | undefined => (readMoment(time) === undefined ? undefined : tidied(time))

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
