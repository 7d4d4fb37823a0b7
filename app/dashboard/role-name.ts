import type { TFunction } from 'i18next'

const ROLES = ['owner', 'admin', 'instructor', 'assistant'] as const

/** A role as people call it. */
export function roleName(t: TFunction, role: string): string {
  const known = ROLES.find((one) => one === role)
  return known ? t(`platform.schools.role.${known}`) : role
}
