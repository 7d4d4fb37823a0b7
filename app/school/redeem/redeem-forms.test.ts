import { parseWithZod } from '@conform-to/zod/v4'
import { expect, test } from 'vitest'
import { JoinForm } from './redeem-forms.ts'

function errorsOf(fields: Record<string, string>) {
  const form = new FormData()
  for (const [name, value] of Object.entries({ code: 'MWK4', ...fields })) form.append(name, value)
  const submission = parseWithZod(form, { schema: JoinForm })
  return submission.status === 'success' ? submission.value : submission.error
}

test('somebody new is told everything that is missing at once', () => {
  expect(errorsOf({ way: 'new', email: 'no', password: 'short' })).toEqual({
    name: ['forms.required'],
    email: ['forms.email'],
    password: ['forms.password_short'],
  })
})

test('who has an account needs no name, and an old short password is theirs to use', () => {
  expect(errorsOf({ way: 'account', email: 'a@b.example', password: 'short' })).toMatchObject({
    way: 'account',
    name: '',
    password: 'short',
  })
  expect(errorsOf({ way: 'account', email: 'a@b.example' })).toEqual({ password: ['forms.required'] })
})

test('a form without a way is somebody new', () => {
  expect(errorsOf({ name: ' Ines ', email: 'a@b.example', password: 'indigo in winter' })).toMatchObject({ way: 'new', name: 'Ines' })
})
