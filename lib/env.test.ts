import { expect, test } from 'vitest'
import { EnvRefused, readEnv } from './env.ts'

const PUBLIC: NodeJS.ProcessEnv = {
  NODE_ENV: 'production',
  PLATFORM_HOST: 'lectern.example',
  TENANT_DOMAIN: 'lectern-schools.example',
  LECTERN_SECRET: 'a secret of more than thirty-two characters',
}

test('over https the number of proxies in front has to be said, and none is a number', () => {
  expect(() => readEnv(PUBLIC)).toThrow(EnvRefused)
  expect(() => readEnv(PUBLIC)).toThrow(/TRUSTED_PROXIES is missing/)
  expect(() => readEnv({ ...PUBLIC, TRUSTED_PROXIES: '' })).toThrow(/TRUSTED_PROXIES is a number/)
  expect(() => readEnv({ ...PUBLIC, TRUSTED_PROXIES: 'one' })).toThrow(EnvRefused)
  expect(readEnv({ ...PUBLIC, TRUSTED_PROXIES: '0' })).toMatchObject({ scheme: 'https', trustedProxies: 0 })
  expect(readEnv({ ...PUBLIC, TRUSTED_PROXIES: '1' }).trustedProxies).toBe(1)
})

test('on a developer’s machine nobody is in front', () => {
  expect(readEnv({ NODE_ENV: 'development', LECTERN_SECRET: PUBLIC.LECTERN_SECRET })).toMatchObject({ scheme: 'http', trustedProxies: 0 })
})
