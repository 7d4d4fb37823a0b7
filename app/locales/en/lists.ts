/** Lists kept under a name: of students, courses, jobs and of the audit log. */
export const lists = {
  label: 'Saved lists',
  save: 'Save this list',
  name: 'Name of the list',
  saveIt: 'Save',
  change: 'Change {{name}}',
  rename: 'Rename',
  remove: 'Remove',
  saved: '“{{name}}” is saved.',
  renamed: 'It is called “{{name}}” now.',
  removed: '“{{name}}” is removed.',
  undo: 'Undo',
} as const
