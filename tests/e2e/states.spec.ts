import AxeBuilder from '@axe-core/playwright'
import { unheard } from './heard.ts'
import { expect, test } from './setup.ts'
import { enter, everyState } from './states.ts'

// What is open, refused, chosen, empty or failed, by the rules of accessibility: on a desk in light, on a phone in dark.

for (const phone of [false, true]) {
  test(`axe finds nothing in any state, and what is heard of it has a name, ${phone ? 'phone, dark @full' : 'desk, light'}`, async ({
    server,
    newcomer,
  }) => {
    test.setTimeout(240_000)
    const found: string[] = []
    for (const state of await everyState(server, () => newcomer({ phone, dark: phone }), phone)) {
      await test.step(state.name, () => enter(state))
      const { violations } = await new AxeBuilder({ page: state.page }).analyze()
      for (const { id, nodes } of violations) found.push(`${state.name}: ${id} ${nodes[0]?.html.slice(0, 160)}`)
      for (const complaint of await unheard(state.page)) found.push(`${state.name}: ${complaint}`)
    }
    expect(found).toEqual([])
  })
}
