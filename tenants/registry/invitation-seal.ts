import { z } from 'zod'

/** What an invitation's link is sealed under. */
export const INVITATION_SEAL = 'invitation'

export const SealedInvitation = z.object({ i: z.string().max(64) })

export const sealedInvitation = (id: string): z.infer<typeof SealedInvitation> => ({ i: id })
