import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { roleName } from '#app/dashboard/role-name.ts'
import { Fieldset } from '#app/ui/field.tsx'
import { Checkbox, Radio } from '#app/ui/input.tsx'
import type { RoleChoice } from '#tenants/registry/staff-list.ts'

/** A role as people call it: a built-in one by the catalogue, a set of the school by its own name. */
export function nameOfRole(t: TFunction, roles: readonly RoleChoice[], role: string): string {
  const set = roles.find(({ id }) => id === role)
  if (set?.name) return set.name
  return role.startsWith('role_') ? t('staff.gone') : roleName(t, role)
}

const DOES = ['admin', 'instructor', 'assistant'] as const

/** What a role is good for, in a sentence. */
export function RoleSentence({ role }: { role: string }) {
  const { t } = useTranslation()
  return t(`staff.does.${DOES.find((one) => one === role) ?? 'set'}`)
}

type RoleFieldsProps = { roles: readonly RoleChoice[]; chosen: string | undefined; error?: readonly string[] | undefined }

/** The roles that can be given here, each with a sentence. */
export function RoleFields({ roles, chosen, error }: RoleFieldsProps) {
  const { t } = useTranslation()
  return (
    <Fieldset id="role" legend={t('staff.form.role')} error={error}>
      {roles
        .filter((role) => role.mayGive || role.id === chosen)
        .map((role) => (
          <Radio
            key={role.id}
            name="role"
            value={role.id}
            defaultChecked={role.id === chosen}
            required
            label={nameOfRole(t, roles, role.id)}
            hint={<RoleSentence role={role.id} />}
          />
        ))}
    </Fieldset>
  )
}

type CourseFieldsProps = { courses: readonly { id: string; title: string }[]; taught: readonly string[] }

export function CourseFields({ courses, taught }: CourseFieldsProps) {
  const { t } = useTranslation()
  return (
    <Fieldset id="courses" legend={t('staff.form.courses')} hint={t(courses.length ? 'staff.form.coursesHint' : 'staff.form.noCourses')}>
      {courses.map((course) => (
        <Checkbox key={course.id} name="course" value={course.id} defaultChecked={taught.includes(course.id)} label={course.title} />
      ))}
    </Fieldset>
  )
}
