import { rm } from 'node:fs/promises'
import { expect, onTestFinished, test } from 'vitest'
import { muxByClient } from '#integrations/mux/client.ts'
import { aClip } from '#tests/fakes/mux/clip.ts'
import { FakeMux } from '#tests/fakes/mux/server.ts'
import { SigningKey } from '#tests/fakes/mux/tokens.ts'
import { temporarySchools } from '#tests/setup/kit.ts'
import { lectern } from '#tests/setup/lectern.ts'

test('doctor says whether Mux takes the token, and plays a film by the signing key', async () => {
  const { dataDir, schools } = await temporarySchools()
  schools.close()
  const fake = await FakeMux.start()
  onTestFinished(async () => {
    await fake.close()
    await rm(dataDir, { recursive: true, force: true })
  })
  const found = async (more: Record<string, string> = {}) => {
    const { json } = await lectern(dataDir, ['--json', 'doctor'], { env: { ...fake.env, ...more } })
    return (json as { findings: { check: string; ok: boolean; found: string }[] }).findings.find(({ check }) => check === 'mux')
  }
  expect(await found()).toMatchObject({ ok: true, found: expect.stringMatching(/no film yet.*http:\/\/localhost:3000\/webhooks\/mux$/) })
  expect(await found({ MUX_TOKEN_SECRET: 'wrong' })).toMatchObject({ ok: false, found: expect.stringMatching(/401 unauthorized/) })

  const { url } = await muxByClient(fake.options).createUpload({ passthrough: 'a', corsOrigin: '*' })
  const film = await aClip('320x180', 1)
  await fetch(url, { method: 'PUT', body: new Uint8Array(film) })
  await fake.settled()
  expect(await found()).toMatchObject({ ok: true, found: expect.stringMatching(/^takes the access token and the signing key/) })
  const another = await found({ MUX_SIGNING_PRIVATE_KEY: new SigningKey().privateKey })
  expect(another).toMatchObject({ ok: false, found: expect.stringMatching(/plays nothing by the signing key/) })
})
