/** The guides, read inside. */
export const help = {
  title: 'Help',
  lead: 'Short guides, each a few minutes long.',
  search: 'Search the guides',
  go: 'Search',
  found_one: '{{count}} place about “{{text}}”',
  found_other: '{{count}} places about “{{text}}”',
  noneTitle: 'No guide speaks of “{{text}}”',
  noneText: 'Try another word, or read through the list.',
  all: 'All guides',
  contents: 'In this guide',
  next: 'Next guide',
} as const
