/** From signing up to one's own Home: a name, a look, a first course. */
export const welcome = {
  steps: 'Opening your school',
  done: 'done',
  skip: 'Decide later',
  leave: 'Go to your Home',
  name: { step: 'Name' },
  look: {
    step: 'Look',
    title: 'How should it look?',
    lead: 'Take a finished look, or only a colour. It can be changed at any time, under Brand.',
    submit: 'Use this look',
  },
  course: {
    step: 'First course',
    title: 'What do you teach first?',
    lead: 'Only you see it until you publish. Videos, texts and the price come later.',
    begin: 'How to begin',
    titleHint: 'A working title is enough.',
    submit: 'Make the course',
    made: '“{{title}}” is there already. More courses are made under Courses.',
    list: { title: 'From my list', text: 'Paste the lessons you have in mind.', submit: 'Make the course' },
    sample: { title: 'A sample to look at', text: 'Five short lessons about making lessons.', submit: 'Add the sample' },
    blank: { title: 'A blank course', text: 'A title, and you fill it later.', submit: 'Make the course' },
  },
} as const
