/** How a school presents itself. */
export const settings = {
  title: 'Settings',
  lead: 'How your school presents itself to students and visitors.',
  readOnly: 'Only an owner or admin of this school can change these.',
  save: 'Save changes',
  school: {
    title: 'The school',
    name: 'Name',
    tagline: 'Tagline',
    taglineHint: 'One sentence under the name: who it is for, and what they will be able to do.',
    about: 'About',
    aboutHint: 'A few paragraphs on your home page. Leave a line empty to begin a new one.',
    instructor: 'Instructor',
    instructorHint: 'The name students see as their teacher.',
  },
  signUp: {
    title: 'New students',
    label: 'Anybody may make an account',
    hint: 'By signing in with Google or GitHub. Courses still take a code, or you. Off: only who redeems a code gets an account.',
  },
  look: {
    change: 'Colour, fonts and logo',
    preview: 'How your site will look',
    previewLink: 'Courses',
    previewAction: 'Start with the first lesson',
    previewTagline: 'Your tagline appears here.',
  },
  address: {
    title: 'Address',
    label: 'Address of your school',
    why: 'This cannot be changed here. It is printed on access codes and saved in bookmarks, and an address that is given up never goes to anyone else, so no old link can lead to a stranger.',
    visit: 'View site',
  },
} as const
