/** Signing in by an account elsewhere. */
export const oauth = {
  or: 'or',
  continue: 'Continue with {{provider}}',
  failed: 'You are not signed in',
  letter: {
    title: 'One more step',
    text: 'There is an account with {{email}} here, and nobody has shown yet that the address is theirs. A letter is on its way there: press its link, and you are in. It works once, for the next hour. Look in the spam folder too.',
  },
  confirm: {
    title: 'Is this your account?',
    lead: 'There is an account with {{email}} already. Show that it is yours, and {{provider}} opens it from now on.',
    password: 'Password of {{email}}',
    submit: 'Link {{provider}} and sign in',
    letter: 'I do not know it: mail me a link',
    sent: 'A link is on its way to {{email}}. It works once, for the next hour. Look in the spam folder too.',
  },
  /** In the account, of staff and of students. */
  account: {
    title: 'Other ways to sign in',
    text: 'Accounts elsewhere can open this one, too. Link as many as you like.',
    none: 'None yet.',
    link: 'Link {{provider}}',
    linked: 'It opens your account from now on.',
    linkedOn: 'linked',
    usedOn: 'last used',
    noEmail: 'No confirmed address',
    unlink: 'Unlink',
    unlinkNamed: 'Unlink {{provider}}, {{email}}',
    lastWayIn: 'It is the only way into your account. Choose a password, then you can unlink it.',
    noPassword: 'You have no password yet: you sign in by an account elsewhere. A link to choose one comes by letter.',
    passwordLetter: 'Mail me a link to choose one',
    passwordSent: 'A link to choose a password is on its way to {{email}}.',
    needsPassword: 'To link another one, or to change your e-mail, choose a password first.',
  },
  /** Where a link in a letter leads. */
  join: {
    title: 'Join your accounts',
    text: 'From now on {{provider}} opens the account with {{email}}. Only press this if it was you who has just signed in with {{provider}}.',
    staff:
      'The password of the account ends, and every device is signed out. Then you sign in with {{provider}}, and can choose a new password by letter.',
    submit: 'Link {{provider}}',
    submitIn: 'Link {{provider}} and sign in',
    done: 'The accounts are joined. Sign in the way you came.',
  },
} as const
