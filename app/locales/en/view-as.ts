/** Staff look at the school as a student sees it. */
export const viewAs = {
  banner: 'You see the school as {{name}} sees it. Nothing can be changed.',
  leave: 'Leave',
  title: 'See the school as {{name}}',
  text: 'For ten minutes this browser shows the school as {{name}} sees it. You can look at everything and change nothing: no progress is written.',
  kept: 'It is written down who looked, as whom, when and from where.',
  begin: 'Look now',
  back: 'Back to the student',
  ready: 'Open the school',
} as const
