import type { Page } from '@playwright/test'

/** What a script sets in motion is noted from the first moment of each page on. */
export async function watchMotion(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const animate = Element.prototype.animate
    Element.prototype.animate = function (keyframes, options) {
      const animation = animate.call(this, keyframes, options)
      if (Number(animation.effect?.getComputedTiming().activeDuration ?? 0) > 1)
        document.documentElement.setAttribute('data-moved', `${this.tagName} ${this.className}`.slice(0, 120))
      return animation
    }
  })
}

/** What moves on a page, would at the next change, or has been moved by a script; a wait before it is no motion. */
export const motionOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const isLong = (durations: string) => durations.split(',').some((part) => Number.parseFloat(part) * (/\dms/.test(part) ? 1 : 1000) > 1)
    const what = (element: Element | null | undefined) => element?.outerHTML.slice(0, 120) ?? 'something'
    const moved = document.documentElement.getAttribute('data-moved')
    const running = document.getAnimations().flatMap(({ playState, effect }) => {
      const length = Number(effect?.getComputedTiming().activeDuration ?? 0)
      return playState === 'running' && length > 1
        ? `runs ${length} ms: ${what(effect instanceof KeyframeEffect ? effect.target : null)}`
        : []
    })
    const styled = [...document.querySelectorAll('*')].flatMap((element) =>
      ['', '::before', '::after'].flatMap((part) => {
        const { animationName, animationDuration, transitionDuration, scrollBehavior } = getComputedStyle(element, part || null)
        const moves = (animationName !== 'none' && isLong(animationDuration)) || isLong(transitionDuration) || scrollBehavior === 'smooth'
        return moves ? `would move: ${what(element)}${part}` : []
      }),
    )
    return [...(moved === null ? [] : [`moved by script: ${moved}`]), ...running, ...styled.slice(0, 3)]
  })
