import { z } from 'zod'
import { defineStaffLetter } from './staff-letter-kind.ts'

const nothing = z.object({})

const NOT_YOU = 'If that was not you, choose a new password at once, and look through “Signing in” of your account.'

export const twoFactorOnLetter = defineStaffLetter('two_factor.on', nothing, () => ({
  subject: 'Signing in takes two steps now',
  heading: 'Two-factor sign-in is on',
  paragraphs: [
    'From now on your account asks for a second step after the password: a code, a passkey or one of your recovery codes. Every other device was signed out.',
    'Keep the recovery codes where you find them without your phone.',
  ],
  after: ['If that was not you, write to whoever runs this platform: somebody who knows your password has done it.'],
}))

export const twoFactorOffLetter = defineStaffLetter('two_factor.off', nothing, () => ({
  subject: 'Two-factor sign-in was turned off',
  heading: 'Two-factor sign-in is off',
  paragraphs: ['Your account asks for the password alone from now on. Your recovery codes work no more.'],
  after: [NOT_YOU],
}))

export const twoFactorResetLetter = defineStaffLetter('two_factor.reset', nothing, () => ({
  subject: 'Two-factor sign-in was turned off for you',
  heading: 'You can sign in again',
  paragraphs: [
    'Whoever runs this platform has turned two-factor sign-in off for your account and signed every device out. Sign in with your password, and set it up again.',
  ],
  after: ['If you did not ask for this, choose a new password at once, and tell them.'],
}))

export const authenticatorAddedLetter = defineStaffLetter('authenticator.added', nothing, () => ({
  subject: 'Another app shows your codes now',
  heading: 'An authenticator app was set up',
  paragraphs: ['An authenticator app was set up for your account. One that was set up before shows codes that are not taken any more.'],
  after: [NOT_YOU],
}))

export const recoveryCodeUsedLetter = defineStaffLetter('recovery_code.used', z.object({ left: z.number().int() }), (_, { left }) => ({
  subject: 'A recovery code was used',
  heading: 'A recovery code was used',
  paragraphs: [
    `One of the recovery codes of your account was used. ${left === 0 ? 'None is left.' : left === 1 ? 'One is left.' : `${left} are left.`} You can make new ones in your account, below Signing in.`,
  ],
  after: [NOT_YOU],
}))

export const recoveryCodesMadeLetter = defineStaffLetter('recovery_codes.made', nothing, () => ({
  subject: 'You have new recovery codes',
  heading: 'New recovery codes',
  paragraphs: ['Ten new recovery codes were made for your account. The ones before work no more.'],
  after: [NOT_YOU],
}))

export const passkeyAddedLetter = defineStaffLetter('passkey.added', nothing, () => ({
  subject: 'A passkey was added to your account',
  heading: 'A passkey was added',
  paragraphs: ['Another passkey signs in to your account from now on, without the password.'],
  after: [NOT_YOU],
}))

export const passkeyRemovedLetter = defineStaffLetter('passkey.removed', nothing, () => ({
  subject: 'A passkey was removed from your account',
  heading: 'A passkey was removed',
  paragraphs: ['One of your passkeys signs in to your account no more.'],
  after: [NOT_YOU],
}))

export const twoFactorLetters = [
  twoFactorOnLetter,
  twoFactorOffLetter,
  twoFactorResetLetter,
  authenticatorAddedLetter,
  recoveryCodeUsedLetter,
  recoveryCodesMadeLetter,
  passkeyAddedLetter,
  passkeyRemovedLetter,
]
