/** What staff can be allowed to do in a school. Every screen and verb of the dashboard asks for one of these. */
export const PERMISSIONS = [
  'school.see',
  'school.manage',
  'courses.manage',
  'codes.manage',
  'people.see',
  'people.manage',
  'people.view_as',
  'staff.manage',
  'audit.see',
  'trash.empty',
  'school.own',
] as const
export type Permission = (typeof PERMISSIONS)[number]

/** What a person may do in one school. */
export interface Grants {
  /** A built-in role's name, or the id of a set of the school's own. */
  readonly role: string
  readonly permissions: ReadonlySet<Permission>
  /** Only in the courses they teach, and with the students of those. */
  readonly ownCoursesOnly: boolean
}

export const ROLES = ['owner', 'admin', 'instructor', 'assistant'] as const
export type Role = (typeof ROLES)[number]

const most = PERMISSIONS.filter((one) => one !== 'school.own')

/** The one table of who may do what. */
const TABLE: Readonly<Record<Role, Pick<Grants, 'ownCoursesOnly'> & { permissions: readonly Permission[] }>> = {
  owner: { permissions: PERMISSIONS, ownCoursesOnly: false },
  admin: { permissions: most, ownCoursesOnly: false },
  instructor: { permissions: ['school.see', 'courses.manage', 'codes.manage', 'people.see'], ownCoursesOnly: true },
  assistant: { permissions: ['school.see', 'people.see', 'people.manage'], ownCoursesOnly: false },
}

const BUILT_IN = new Map<string, Grants>(
  ROLES.map((role) => [role, { role, ...TABLE[role], permissions: new Set(TABLE[role].permissions) }]),
)

/** What a built-in role may do; undefined for any other name. */
export const grantsOfRole = (role: string): Grants | undefined => BUILT_IN.get(role)

/** What a school's own set can be made of: owning the school is not given away by a checkbox, and nobody works where they see nothing. */
export const GIVABLE: readonly Permission[] = most

/** They show the whole school: to who sees their own courses alone they cannot be given. */
const OF_THE_WHOLE: readonly Permission[] = ['audit.see', 'people.view_as']

/** A set of the school's own. Permissions of a later release, or of an earlier one, that this code does not know count for nothing. */
export function grantsOfSet(set: { id: string; permissions: readonly string[]; ownCourses: boolean }): Grants {
  const given = (one: Permission) => set.permissions.includes(one) && !(set.ownCourses && OF_THE_WHOLE.includes(one))
  const permissions = new Set<Permission>(GIVABLE.filter((one) => one === 'school.see' || given(one)))
  return { role: set.id, permissions, ownCoursesOnly: set.ownCourses }
}
