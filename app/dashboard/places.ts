import { BookOpen, House, LifeBuoy, ListVideo, type LucideIcon, Palette, ScrollText, Settings, Trash2, UserCog, Users } from 'lucide-react'
import { urls } from '#app/urls.ts'
import type { Permission } from '#tenants/people/permissions.ts'

export interface Place {
  /** Below `dashboard.nav` in the catalogue. */
  readonly id: 'home' | 'courses' | 'people' | 'jobs' | 'trash' | 'brand' | 'staff' | 'audit' | 'settings' | 'help'
  readonly to: string
  readonly icon: LucideIcon
  /** Leads here after `g`. */
  readonly key: string
  readonly foot: boolean
}

const PLACES: readonly (Omit<Place, 'to'> & { readonly needs: Permission; readonly at: (school: string) => string })[] = [
  { id: 'home', icon: House, key: 'h', foot: false, needs: 'school.see', at: urls.dashboard.home },
  { id: 'courses', icon: BookOpen, key: 'c', foot: false, needs: 'courses.manage', at: (school) => urls.dashboard.courses(school) },
  { id: 'people', icon: Users, key: 'p', foot: false, needs: 'people.see', at: (school) => urls.dashboard.people(school) },
  { id: 'jobs', icon: ListVideo, key: 'j', foot: true, needs: 'courses.manage', at: (school) => urls.dashboard.jobs(school) },
  { id: 'trash', icon: Trash2, key: 't', foot: true, needs: 'courses.manage', at: (school) => urls.dashboard.trash(school) },
  { id: 'brand', icon: Palette, key: 'b', foot: true, needs: 'school.see', at: urls.dashboard.brand },
  { id: 'staff', icon: UserCog, key: 'm', foot: true, needs: 'staff.manage', at: (school) => urls.dashboard.staff(school) },
  { id: 'audit', icon: ScrollText, key: 'a', foot: true, needs: 'audit.see', at: (school) => urls.dashboard.audit(school) },
  { id: 'settings', icon: Settings, key: 's', foot: true, needs: 'school.see', at: urls.dashboard.settings },
  { id: 'help', icon: LifeBuoy, key: 'u', foot: true, needs: 'school.see', at: (school) => urls.dashboard.help(school) },
]

/** The screens somebody may see: in the rail, in the palette, and by their keys. */
export const placesFor = (school: string, permissions: readonly Permission[]): Place[] =>
  PLACES.filter(({ needs }) => permissions.includes(needs)).map(({ needs: _, at, ...place }) => ({ ...place, to: at(school) }))
