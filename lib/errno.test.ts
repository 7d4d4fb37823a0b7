import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { absent, isCode } from './errno.ts'
import { rootPath } from './paths.ts'

test('what is not there is nothing; any other trouble stays one', async () => {
  expect(await readFile(rootPath('not-there')).catch(absent)).toBeUndefined()
  expect(await readFile(rootPath('package.json', 'not-there')).catch(absent)).toBeUndefined()
  const folder = readFile(rootPath('lib')).catch(absent)
  await expect(folder).rejects.toMatchObject({ code: 'EISDIR' })
  expect(isCode(await folder.catch((error: unknown) => error), 'EACCES', 'EISDIR')).toBe(true)
  expect([isCode({ code: 'EISDIR' }, 'EISDIR'), isCode(new Error('EISDIR'), 'EISDIR'), isCode(undefined, 'EISDIR')]).toEqual([
    false,
    false,
    false,
  ])
})
