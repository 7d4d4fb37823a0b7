import { expect, test } from 'vitest'
import { parcels } from '#app/ui/player/heartbeat-parcels.ts'
import { Heartbeat } from '#tenants/learning/heartbeats.ts'

test('whatever a player has kept, it sends in pieces that are taken', () => {
  const covered = Array.from({ length: 50 }, (_, at): [number, number] => [at + 10_000.1, at + 10_000.5])
  const many = Array.from({ length: 300 }, (_, at) => ({ seq: at + 1, at: Date.now(), covered: at % 2 ? covered : [], position: 10_000.1 }))
  const sent = parcels({ player: 'a_player', lessonId: 'lesson_1', reports: many })
  for (const parcel of sent) expect(Heartbeat.safeParse(parcel).success).toBe(true)
  expect(sent.flatMap((parcel) => parcel.reports)).toEqual(many)
})
