import Bowser from 'bowser'
import { sentence } from '#app/locales/sentences.ts'
import { urls } from '#app/urls.ts'
import type { AuditSubject } from '#tenants/insights/audit-subjects.ts'

/** What an event says somebody did. Each type of the catalogue has its sentence (a test walks them). */
export const didWhat = (type: string): string => sentence(`audit.did.${type}`)

/** A browser and its system as people call them; null for what names neither. */
export function browserOf(userAgent: string | null): { browser: string; system: string } | null {
  if (!userAgent) return null
  const { browser, os } = Bowser.parse(userAgent)
  return browser.name && os.name ? { browser: browser.name, system: os.name } : null
}

/** The page of what an event is about, where it has one. */
export function pageOf(school: string, at: AuditSubject['at']): string | null {
  switch (at?.kind) {
    case 'course':
      return urls.dashboard.course(school, at.course)
    case 'lesson':
      return urls.dashboard.lesson(school, at.course, at.lesson)
    case 'batch':
      return urls.dashboard.batch(school, at.course, at.batch)
    case 'student':
      return urls.dashboard.student(school, at.student)
    case 'member':
      return urls.dashboard.member(school, at.person)
    case 'role':
      return urls.dashboard.role(school, at.role)
    default:
      return null
  }
}
