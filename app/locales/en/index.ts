import { codes } from './codes.ts'
import { courses } from './courses.ts'
import { dashboard } from './dashboard.ts'
import { failures } from './failures.ts'
import { forms } from './forms.ts'
import { home } from './home.ts'
import { jobs } from './jobs.ts'
import { learn } from './learn.ts'
import { lessons } from './lessons.ts'
import { people } from './people.ts'
import { platform } from './platform.ts'
import { redeem } from './redeem.ts'
import { school } from './school.ts'
import { settings } from './settings.ts'
import { site } from './site.ts'
import { staff } from './staff.ts'
import { staffAccount } from './staff-account.ts'

/** The English catalogue: one file a part of the product, one key a sentence. */
export const en = {
  platform,
  staffAccount,
  dashboard,
  home,
  courses,
  lessons,
  codes,
  people,
  staff,
  settings,
  school,
  site,
  learn,
  redeem,
  forms,
  failures,
  jobs,
} as const
