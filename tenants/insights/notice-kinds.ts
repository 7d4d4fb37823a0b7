import type { Permission } from '#tenants/people/permissions.ts'

/** What staff are told of, each with what one has to be allowed to hear it. */
export const NOTICE_NEEDS = {
  videos: 'courses.manage',
  batches: 'codes.manage',
  completions: 'people.see',
  joins: 'people.see',
  letters: 'people.see',
  colleagues: 'courses.manage',
} as const satisfies Record<string, Permission>

export type NoticeKind = keyof typeof NOTICE_NEEDS

export const NOTICE_KINDS = ['videos', 'batches', 'completions', 'joins', 'letters', 'colleagues'] as const satisfies readonly NoticeKind[]
