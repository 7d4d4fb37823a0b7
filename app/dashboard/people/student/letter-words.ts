/** The letters a student gets; each has its words in `student.letter`. */
export const LETTERS = [
  'sign_in',
  'invitation',
  'password',
  'password_changed',
  'email_link',
  'email_asked',
  'email_changed',
  'identity',
  'identity_linked',
  'identity_unlinked',
  'new_device',
  'deletion_asked',
  'deletion_taken_back',
  'erased',
] as const

export const letterWords = (letter: string): (typeof LETTERS)[number] | 'other' =>
  LETTERS.find((one) => letter === `student.${one}`) ?? 'other'
