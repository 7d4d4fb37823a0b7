import { expect, test } from 'vitest'
import { filesDropped, folderOf } from './found-files.ts'
import { titlesOf, videosAmong } from './video-files.ts'

const at = (path: string, type = '') => ({ path, file: new File(['x'], path.split('/').at(-1) ?? '', { type }) })

test.each([
  ['01 - digging_madder.mp4', 'Digging madder'],
  ['the-iron-vat.MOV', 'The iron vat'],
  ['1.2 Washing.mkv', 'Washing'],
  ['7_weld.webm', 'Weld'],
  ['3 ways to dye.mp4', '3 ways to dye'],
  ['2024 recap.mp4', '2024 recap'],
  ['A well-made cloth.mp4', 'A well-made cloth'],
  ['über wolle.mp4', 'Über wolle'],
  ['01.mp4', '01'],
  ['Mordants v1.5.mp4', 'Mordants v1.5'],
])('%s is titled “%s”', (name, title) => {
  expect(titlesOf([name])).toEqual([title])
})

test('a number in front goes when every file has one', () => {
  expect(titlesOf(['9 Weld.mp4', '10 Woad.mp4'])).toEqual(['Weld', 'Woad'])
})

test('videos come in the order a person counts, folder by folder; what is none is told apart from what is hidden', () => {
  const found = videosAmong(
    [
      'vat/10 drying.mp4',
      'vat/2 washing.mp4',
      'vat/a/1 more.mp4',
      'vat/.DS_Store',
      'vat/._2 washing.mp4',
      '__MACOSX/2.mp4',
      'vat/notes.txt',
    ].map((path) => at(path)),
  )
  expect(found.videos.map(({ title }) => title)).toEqual(['Washing', 'Drying', 'More'])
  expect(found.others).toEqual(['notes.txt'])
  expect(found.hidden).toBe(3)
})

test('a file without a known ending is a video when the system says so', () => {
  expect(videosAmong([at('lecture', 'video/mp4'), at('cover', 'image/png')])).toMatchObject({
    videos: [{ title: 'Lecture' }],
    others: ['cover'],
  })
})

test('a dropped folder is read to its depths, however many files a browser hands out at once', async () => {
  const many = Array.from({ length: 250 }, (_, n) => aFile(`/Vat/deep/${n + 1}.mp4`))
  const vat = aFolder('/Vat', [aFile('/Vat/0.mp4'), aFolder('/Vat/deep', many)])
  const found = await filesDropped(dropOf([vat]))
  expect(found).toHaveLength(251)
  expect(folderOf(found)).toBe('Vat')
  expect(videosAmong(found).videos.at(-1)?.file.name).toBe('250.mp4')
  expect(folderOf(await filesDropped(dropOf([aFile('/1.mp4')])))).toBeUndefined()
})

const nameOf = (fullPath: string) => fullPath.split('/').at(-1) ?? ''

/** Entries as the File and Directory Entries API hands them out: files by a callback, folders a hundred at a time. */
const aFile = (fullPath: string) => ({
  isFile: true,
  isDirectory: false,
  name: nameOf(fullPath),
  fullPath,
  file: (told: (file: File) => void) => told(new File(['x'], nameOf(fullPath))),
})
function aFolder(fullPath: string, inside: readonly object[]) {
  return {
    isFile: false,
    isDirectory: true,
    name: nameOf(fullPath),
    fullPath,
    createReader() {
      let from = 0
      return {
        readEntries(told: (some: readonly object[]) => void) {
          told(inside.slice(from, from + 100))
          from += 100
        },
      }
    },
  }
}
const dropOf = (entries: readonly object[]) =>
  ({ files: [], items: entries.map((entry) => ({ kind: 'file', webkitGetAsEntry: () => entry })) }) as never
