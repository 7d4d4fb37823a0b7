import { beforeEach, expect, test } from 'vitest'
import { EmailTaken, SignInRefused, TooManyTries } from '#tenants/people/failures.ts'
import { AlreadyEnrolled, CodeIsYours, CodeUnknown } from '#tenants/sales/failures.ts'
import { Throttle } from './throttle.ts'

let throttle: Throttle
beforeEach(() => {
  throttle = new Throttle()
})

const SCHOOL = 'madder.localhost'
const from = (address: string) => ({ where: SCHOOL, address })
const home = from('192.0.2.1')
const wrong = () => Promise.reject(new SignInRefused())
const right = () => Promise.resolve('in')
const fails = (error: Error) => () => {
  throw error
}
const outcomes = async (tries: Promise<unknown>[]) =>
  (await Promise.allSettled(tries)).map((one) =>
    one.status === 'fulfilled' ? 'in' : one.reason instanceof TooManyTries ? 'stopped' : 'wrong',
  )
const times = <T>(count: number, make: (at: number) => T) => Array.from({ length: count }, (_, at) => make(at))

test('eight wrong passwords from one network shut that account there, and no other', async () => {
  expect(await outcomes(times(9, () => throttle.signIn(home, 'nora@x.test', wrong)))).toEqual([...times(8, () => 'wrong'), 'stopped'])
  await expect(throttle.signIn(home, ' NORA@x.test', right)).rejects.toBeInstanceOf(TooManyTries)
  expect(await throttle.signIn(home, 'sam@x.test', right)).toBe('in')
  expect(await throttle.signIn(from('192.0.2.2'), 'nora@x.test', right)).toBe('in')
})

test('a guesser with many addresses is stopped at an account, and its owner at home is not', async () => {
  await throttle.signIn(home, 'nora@x.test', right)
  const guesses = times(200, (at) => throttle.signIn(from(`198.51.100.${at}`), 'nora@x.test', wrong))
  expect((await outcomes(guesses)).filter((one) => one === 'wrong')).toHaveLength(50)
  await expect(throttle.signIn(from('203.0.113.9'), 'nora@x.test', right)).rejects.toBeInstanceOf(TooManyTries)
  expect(await throttle.signIn(home, 'nora@x.test', right)).toBe('in')
  expect(await throttle.signIn(from('203.0.113.9'), 'sam@x.test', right)).toBe('in')
})

test('all addresses of one line are one', async () => {
  await outcomes(times(8, (at) => throttle.signIn(from(`2001:db8:1:2::${at}`), 'nora@x.test', wrong)))
  await expect(throttle.signIn(from('2001:db8:1:2:ffff::1'), 'nora@x.test', right)).rejects.toBeInstanceOf(TooManyTries)
  expect(await throttle.signIn(from('2001:db8:1:3::1'), 'nora@x.test', right)).toBe('in')
})

test('a network that is stopped harms no account it names any more', async () => {
  await outcomes(times(60, (at) => throttle.signIn(home, `${at}@x.test`, wrong)))
  expect(new Set(await outcomes(times(200, () => throttle.signIn(home, 'nora@x.test', wrong))))).toEqual(new Set(['stopped']))
  expect(await throttle.signIn(from('192.0.2.2'), 'nora@x.test', right)).toBe('in')
})

test('what fails on our side costs nobody a try', async () => {
  const broken = () => Promise.reject(new Error('disk'))
  await outcomes(times(100, () => throttle.signIn(home, 'nora@x.test', broken)))
  expect(await throttle.signIn(home, 'nora@x.test', right)).toBe('in')
  await outcomes(times(100, () => throttle.redeem(home, undefined, broken)))
  expect(await throttle.redeem(home, undefined, right)).toBe('in')
})

test('a class behind one address redeems its good codes at the same moment; typos count', async () => {
  const slow = () => new Promise<string>((resolve) => setImmediate(() => resolve('in')))
  expect(await outcomes(times(200, () => throttle.redeem(home, undefined, slow)))).toEqual(times(200, () => 'in'))
  await outcomes(times(60, () => throttle.redeem(home, undefined, fails(new CodeUnknown()))))
  await expect(throttle.redeem(home, undefined, right)).rejects.toBeInstanceOf(TooManyTries)
  expect(await throttle.redeem({ ...home, where: 'weld.localhost' }, undefined, right)).toBe('in')
})

test('wrong codes sent all at once are stopped like those sent one by one', async () => {
  const all = await outcomes(times(300, () => throttle.redeem(home, undefined, fails(new CodeUnknown()))))
  expect(all.filter((one) => one === 'wrong').length).toBeLessThanOrEqual(60)
})

test('an e-mail tried out with a good code counts; a wrong password counts as one alone', async () => {
  await outcomes(times(60, () => throttle.redeem(home, undefined, fails(new SignInRefused()))))
  expect(await throttle.redeem(home, undefined, right)).toBe('in')
  await outcomes(times(60, () => throttle.redeem(home, undefined, fails(new EmailTaken()))))
  await expect(throttle.redeem(home, undefined, right)).rejects.toBeInstanceOf(TooManyTries)
})

test('the code of a course one has already is no guess, however often its page is opened', async () => {
  await outcomes(times(50, () => throttle.redeem(home, 'student_1', fails(new AlreadyEnrolled('dyeing')))))
  await outcomes(times(50, () => throttle.redeem(home, 'student_1', fails(new CodeIsYours('dyeing')))))
  expect(await throttle.redeem(home, 'student_1', right)).toBe('in')
})

test('who is signed in has tries of their own', async () => {
  await outcomes(times(60, () => throttle.redeem(home, undefined, fails(new CodeUnknown()))))
  expect(await throttle.redeem(home, 'student_1', right)).toBe('in')
  await outcomes(times(20, () => throttle.redeem(home, 'student_1', fails(new CodeUnknown()))))
  await expect(throttle.redeem(from('192.0.2.2'), 'student_1', right)).rejects.toBeInstanceOf(TooManyTries)
  expect(await throttle.redeem(home, 'student_2', right)).toBe('in')
})
