import { expect, test } from 'vitest'
import { outputRate, planVideo } from './plan.ts'
import type { VideoFacts } from './probe.ts'

const source = (facts: Partial<VideoFacts>): VideoFacts => ({
  ...{ index: 0, codec: 'h264', width: 1920, height: 1080, rotation: 0, pixelShape: { num: 1, den: 1 } },
  ...{ seconds: 60, averageRate: { num: 30, den: 1 }, baseRate: { num: 30, den: 1 }, pixelFormat: 'yuv420p' },
  ...{ transfer: undefined, interlaced: false },
  ...facts,
})
const sizes = (facts: Partial<VideoFacts>) => planVideo(source(facts), 60).rungs.map((rung) => `${rung.name} ${rung.width}x${rung.height}`)

test('a full HD source gets the whole ladder', () => {
  expect(sizes({})).toEqual(['1080p 1920x1080', '720p 1280x720', '480p 854x480', '360p 640x360'])
})

test('4K starts at 1080p; 720p never goes above itself', () => {
  expect(sizes({ width: 3840, height: 2160 })[0]).toBe('1080p 1920x1080')
  expect(sizes({ width: 1280, height: 720 })[0]).toBe('720p 1280x720')
})

test('portrait counts by its short side, also when only a rotation makes it portrait', () => {
  expect(sizes({ width: 1080, height: 1920 })).toContain('720p 720x1280')
  expect(sizes({ rotation: 270 })).toContain('720p 720x1280')
  expect(planVideo(source({ rotation: 90 }), 60)).toMatchObject({ width: 1080, height: 1920 })
})

test('pixels that are not square are made square', () => {
  expect(planVideo(source({ width: 720, height: 576, pixelShape: { num: 16, den: 11 } }), 60)).toMatchObject({ width: 1047, height: 576 })
})

test('odd sizes become even without growing, and a crop of a few lines keeps its rung', () => {
  expect(sizes({ width: 1279, height: 719 })[0]).toBe('720p 1278x718')
  expect(sizes({ width: 1906, height: 1072 })[0]).toBe('1080p 1906x1072')
})

test('a source below the ladder is made once, at its own size', () => {
  expect(sizes({ width: 427, height: 240 })).toEqual(['240p 426x240'])
  expect(sizes({ width: 1, height: 1 })).toEqual(['2p 2x2'])
  expect(sizes({ width: 640, height: 358 })).toEqual(['358p 640x358'])
})

test('levels follow the size and the rate of macroblocks', () => {
  const levels = (facts: Partial<VideoFacts>) => planVideo(source(facts), 60).rungs.map((rung) => rung.level)
  expect(levels({})).toEqual(['4.0', '3.1', '3.1', '3.0'])
  expect(levels({ averageRate: { num: 60, den: 1 }, baseRate: { num: 60, den: 1 } })).toEqual(['4.2', '3.2', '3.1', '3.1'])
})

test('the frame rate is kept from 2 to 60, multiplied below, halved above, and steadied when it varies', () => {
  const rate = (average: [number, number], base: [number, number]) => {
    const { num, den } = outputRate({ averageRate: { num: average[0], den: average[1] }, baseRate: { num: base[0], den: base[1] } })
    return Number((num / den).toFixed(3))
  }
  expect(rate([30_000, 1001], [30_000, 1001])).toBe(29.97)
  expect(rate([60, 1], [60, 1])).toBe(60)
  expect(rate([2, 1], [2, 1])).toBe(2)
  expect(rate([1, 1], [1, 1])).toBe(2)
  expect(rate([1, 600], [1, 600])).toBe(2)
  expect(rate([3, 2], [3, 2])).toBe(3)
  expect(rate([120, 1], [120, 1])).toBe(60)
  expect(rate([240_000, 1001], [240_000, 1001])).toBe(59.94)
  expect(rate([90, 1], [90, 1])).toBe(45)
  expect(rate([2987, 100], [30, 1])).toBe(30)
  expect(rate([2900, 100], [1000, 1])).toBe(29.97)
  expect(rate([115, 1], [90_000, 1])).toBe(60)
})

test('some 120 small pictures cover a film, no closer than two seconds and no further apart than twenty', () => {
  const every = (seconds: number) => planVideo(source({}), seconds).storyboard.every
  expect([every(0.4), every(3), every(61), every(600), every(2400), every(7200)]).toEqual([0.4, 3, 2.033, 5, 20, 20])
  expect(every(1_000)).toBeCloseTo(1_000 / 120, 2)
  expect(every(43_200)).toBe(20)
})
