import { afterEach, vi } from 'vitest'

// Something that complains on the console is something nobody has looked at.
const complaints: unknown[][] = []
for (const method of ['error', 'warn'] as const) vi.spyOn(console, method).mockImplementation((...words: unknown[]) => void complaints.push(words))

afterEach(() => {
  const said = complaints.splice(0)
  if (said.length) throw new Error(`the console complained: ${said.map((words) => words.map(String).join(' ')).join('\n')}`)
})
