/** Errors beside a field. */
export const forms = {
  required: 'Please fill this in.',
  email: 'This does not look like an e-mail address.',
  password_short: 'Use at least 10 characters.',
  too_long: 'This is too long: at most {{most, number}} characters.',
  price: 'Enter a price such as 240 or 89.50.',
  count: 'Enter a number from 1 to 5,000.',
  days: 'Enter a number of days from 1 to 3,650.',
  grace_days: 'Enter a number of days from 1 to 365.',
  colour: 'Choose a colour.',
} as const
