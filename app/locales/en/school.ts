/** What visitors and students of a school see. */
export const school = {
  nav: { courses: 'Courses', signIn: 'Sign in', learn: 'My courses', redeem: 'Redeem a code', signOut: 'Sign out' },
  home: { description: 'Courses by {{name}}.' },
  signIn: {
    title: 'Welcome back',
    email: 'E-mail',
    password: 'Password',
    submit: 'Sign in',
    none: 'New here?',
    redeem: 'Redeem a code',
  },
} as const
