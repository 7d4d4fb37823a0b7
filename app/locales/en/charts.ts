/** Charts of numbers, each with its table behind. */
export const charts = {
  table: 'As a table',
  week: 'Week',
  weekOf: 'Week of {{day}}',
  thisWeek: 'This week so far',
  point: '{{label}}: {{value}}',
} as const
