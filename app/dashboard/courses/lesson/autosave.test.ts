import { expect, test } from 'vitest'
import { Autosave, type SaveAnswer } from './autosave.ts'
import type { Draft, DraftShelf } from './draft-shelf.ts'

/** A server with one text, a network that can be cut, and a clock that only moves when told. */
function desk(initial = 'one', updatedAt = 10) {
  const server = { value: initial, updatedAt, saves: 0, refuse: undefined as SaveAnswer | undefined, loseAnswers: false }
  let online = true
  let kept: Draft | undefined
  let onNetwork = () => {}
  let timers: { ms: number; run: () => void }[] = []
  const shelf: DraftShelf = {
    read: () => kept,
    keep: (draft) => {
      kept = draft
    },
    clear: () => {
      kept = undefined
    },
  }
  const autosave = new Autosave({
    basedOn: server.updatedAt,
    shelf,
    network: {
      isOnline: () => online,
      subscribe: (listener) => {
        onNetwork = listener
        return () => undefined
      },
    },
    after: (ms, run) => {
      const timer = { ms, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    now: () => 5_000,
    async save(value, basedOn) {
      if (!online) throw new TypeError('no line')
      if (server.refuse) return server.refuse
      if (basedOn !== server.updatedAt && value !== server.value) {
        return { kind: 'conflict', value: server.value, updatedAt: server.updatedAt }
      }
      server.saves++
      server.value = value
      server.updatedAt++
      if (server.loseAnswers) throw new TypeError('line cut')
      return { kind: 'saved', updatedAt: server.updatedAt }
    },
  })
  return {
    server,
    autosave,
    shelf,
    state: () => autosave.snapshot().state,
    waits: () => timers.map((timer) => timer.ms),
    async passes() {
      const due = timers
      timers = []
      for (const timer of due) timer.run()
      await settled()
    },
    setOnline(is: boolean) {
      online = is
      onNetwork()
      return settled()
    },
  }
}

/** Every promise that can go on without time passing has gone on. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

test('saves once, a second after the last key', async () => {
  const { autosave, server, passes, waits, state } = desk()
  autosave.change('two')
  autosave.change('two t')
  expect([server.saves, state(), waits()]).toEqual([0, 'saving', [1_000]])
  await passes()
  expect(server).toMatchObject({ saves: 1, value: 'two t' })
  expect(autosave.snapshot()).toMatchObject({ state: 'saved', savedAt: 5_000 })
})

test('keeps the text on the shelf until the server has acknowledged it', async () => {
  const { autosave, shelf, passes } = desk()
  autosave.change('two')
  expect(shelf.read()).toEqual({ value: 'two', basedOn: 10 })
  await passes()
  expect(shelf.read()).toBeUndefined()
})

test('what is typed while a save is on its way is saved after it, upon it', async () => {
  const { autosave, server, passes, state } = desk()
  autosave.change('two')
  autosave.flush()
  autosave.change('two and three')
  await passes()
  await passes()
  expect([server.value, server.saves, state()]).toEqual(['two and three', 2, 'saved'])
})

test('says that it is offline and goes on by itself when the line is back', async () => {
  const { autosave, server, shelf, setOnline, state } = desk()
  await setOnline(false)
  autosave.change('two')
  autosave.flush(true)
  expect([state(), server.saves, shelf.read()?.value]).toEqual(['offline', 0, 'two'])
  await setOnline(true)
  expect([state(), server.value]).toEqual(['saved', 'two'])
})

test('tries again with growing pauses when the server is in trouble', async () => {
  const { autosave, server, passes, waits, state } = desk()
  server.refuse = { kind: 'refused', sentence: 'Busy.', again: true }
  autosave.change('two')
  await passes()
  expect([state(), autosave.snapshot().sentence, waits()]).toEqual(['error', 'Busy.', [2_000]])
  await passes()
  expect(waits()).toEqual([4_000])
  server.refuse = undefined
  await passes()
  expect([state(), server.value]).toEqual(['saved', 'two'])
})

test('a refusal that will not change is said and not repeated; the text stays on the shelf', async () => {
  const { autosave, server, shelf, passes, waits, state } = desk()
  server.refuse = { kind: 'refused', sentence: 'Too long.', again: false }
  autosave.change('two')
  await passes()
  expect([state(), autosave.snapshot().sentence, waits(), shelf.read()?.value]).toEqual(['error', 'Too long.', [], 'two'])
})

test('a text that somebody else changed is not overwritten until the person says so', async () => {
  const { autosave, server, shelf, passes, state } = desk()
  Object.assign(server, { value: 'theirs', updatedAt: 50 })
  autosave.change('mine')
  await passes()
  expect(autosave.snapshot().conflict).toEqual({ value: 'theirs', updatedAt: 50 })
  autosave.change('mine, longer')
  await passes()
  expect([server.value, shelf.read()?.value]).toEqual(['theirs', 'mine, longer'])
  autosave.resolve('mine')
  await settled()
  expect([server.value, state(), shelf.read()]).toEqual(['mine, longer', 'saved', undefined])
})

test('a draft of an earlier visit does not overwrite what somebody else has saved since', async () => {
  // The page came with theirs; the draft was typed upon what stood there before.
  const { autosave, server, shelf, passes } = desk('theirs', 50)
  autosave.takeUp({ value: 'mine', basedOn: 10 })
  await passes()
  expect(autosave.snapshot().conflict).toEqual({ value: 'theirs', updatedAt: 50 })
  expect([server.value, shelf.read()]).toEqual(['theirs', { value: 'mine', basedOn: 10 }])
})

test('taking the other text gives up the own one', async () => {
  const { autosave, server, shelf, passes, state } = desk()
  Object.assign(server, { value: 'theirs', updatedAt: 50 })
  autosave.change('mine')
  await passes()
  autosave.resolve('theirs')
  expect([server.value, state(), shelf.read()]).toEqual(['theirs', 'saved', undefined])
  autosave.change('theirs, and more')
  await passes()
  expect([server.value, state()]).toEqual(['theirs, and more', 'saved'])
})

test('a save whose answer was lost is not taken for somebody else’s', async () => {
  const { autosave, server, passes, state } = desk()
  server.loseAnswers = true
  autosave.change('two')
  await passes()
  server.loseAnswers = false
  autosave.change('two and three')
  await passes()
  await settled()
  expect([autosave.snapshot().conflict, server.value, state()]).toEqual([undefined, 'two and three', 'saved'])
})
