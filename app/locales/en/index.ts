import { account } from './account.ts'
import { audit } from './audit.ts'
import { brand } from './brand.ts'
import { captions } from './captions.ts'
import { chapters } from './chapters.ts'
import { charts } from './charts.ts'
import { codes } from './codes.ts'
import { courses } from './courses.ts'
import { dashboard } from './dashboard.ts'
import { failures } from './failures.ts'
import { forms } from './forms.ts'
import { help } from './help.ts'
import { home } from './home.ts'
import { jobs } from './jobs.ts'
import { learn } from './learn.ts'
import { lessons } from './lessons.ts'
import { lists } from './lists.ts'
import { notices } from './notices.ts'
import { oauth } from './oauth.ts'
import { keys, palette } from './palette.ts'
import { people } from './people.ts'
import { platform } from './platform.ts'
import { previews } from './previews.ts'
import { protection } from './protection.ts'
import { redeem } from './redeem.ts'
import { school } from './school.ts'
import { settings } from './settings.ts'
import { site } from './site.ts'
import { staff } from './staff.ts'
import { staffAccount } from './staff-account.ts'
import { student } from './student.ts'
import { trash } from './trash.ts'
import { twoFactor } from './two-factor.ts'
import { videoSettings } from './video-settings.ts'
import { viewAs } from './view-as.ts'
import { watching } from './watching.ts'
import { welcome } from './welcome.ts'
import { writing } from './writing.ts'

/** The English catalogue: one file a part of the product, one key a sentence. */
export const en = {
  platform,
  staffAccount,
  oauth,
  twoFactor,
  dashboard,
  home,
  notices,
  charts,
  help,
  welcome,
  courses,
  lessons,
  watching,
  captions,
  chapters,
  lists,
  writing,
  codes,
  people,
  staff,
  settings,
  protection,
  videoSettings,
  brand,
  school,
  site,
  learn,
  account,
  redeem,
  forms,
  failures,
  jobs,
  palette,
  keys,
  audit,
  trash,
  student,
  viewAs,
  previews,
} as const
