import { urls } from '#app/urls.ts'

/** Where a student's own picture is; null for who has none and is shown by initials. */
export const avatarOf = ({ id, avatarId }: { id: string; avatarId: string | null }): string | null =>
  avatarId ? urls.school.avatar(id, avatarId) : null
