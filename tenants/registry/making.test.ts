import { expect, onTestFinished, test } from 'vitest'
import { temporarySchools } from '#tests/setup/kit.ts'
import { beginMaking } from './making.ts'

test('who begins what somebody makes, or has made, is told which', async () => {
  const folder = await temporarySchools()
  onTestFinished(() => folder.close())
  const { registry } = folder.schools
  const both = await Promise.allSettled([beginMaking(registry, 'one'), beginMaking(registry, 'one')])
  expect(both).toMatchObject([{ status: 'fulfilled' }, { status: 'rejected', reason: { code: 'registry.being_made' } }])
  const { id } = await folder.school('madder')
  await expect(beginMaking(registry, id)).rejects.toMatchObject({ code: 'registry.made_already' })
})
