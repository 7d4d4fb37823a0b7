/** Staff look at the draft of a course as its students would see it. */
export const previews = {
  banner: 'Preview – only staff who may edit this course see this.',
  asVisitor: 'See it as a visitor',
  asStudent: 'See it as a student',
  back: 'Back to the editor',
  action: 'Preview',
  title: 'Preview of {{title}}',
  text: 'For an hour this browser shows the draft of this course on your school’s site, as a student who has it would see it. Nobody else sees it, and nothing is counted.',
  begin: 'Begin',
  ready: 'Open the preview',
  notCounted: 'Who only looks cannot mark anything',
  waiting: 'Saving first …',
  notSaved: 'What you wrote is not saved yet, so the preview would be without it. Try again once it is.',
} as const
