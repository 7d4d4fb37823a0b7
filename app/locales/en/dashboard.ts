/** What staff see. */
export const dashboard = {
  nav: {
    home: 'Home',
    courses: 'Courses',
    people: 'People',
    settings: 'Settings',
    schools: 'All schools',
    viewSite: 'View site',
    signOut: 'Sign out',
  },
} as const
