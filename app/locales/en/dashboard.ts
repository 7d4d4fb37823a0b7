/** What staff see. */
export const dashboard = {
  back: 'Back to Home',
  unsaved: 'Not saved yet',
  leave: 'What you changed here is not saved. Leave anyway?',
  noLine: { text: 'There is no connection. You are where you were.', again: 'Try again' },
  nav: {
    home: 'Home',
    courses: 'Courses',
    people: 'People',
    brand: 'Brand',
    settings: 'Settings',
    trash: 'Trash',
    jobs: 'Jobs',
    staff: 'Staff',
    audit: 'Audit log',
    help: 'Help',
    schools: 'All schools',
    viewSite: 'View site',
    signOut: 'Sign out',
    account: 'Your account',
  },
} as const
