import { type RefObject, useEffect, useRef, useState } from 'react'

/**
 * Keeps what is said in view, unless somebody looks elsewhere: who has scrolled it out of view by hand is left alone until they come back
 * to it, or ask to. Nor does the list move under a mouse that is over it, or under who goes through it by keyboard.
 */
export function useFollow(list: RefObject<HTMLElement>, now: number, cue: number, isFollowing: boolean) {
  const [isAway, setAway] = useState(false)
  const isOwn = useRef(false)
  const follow = () => {
    const at = list.current
    const before = at?.scrollTop
    bringIntoView(at, saidIn(at))
    // One that moves nothing tells of nothing.
    isOwn.current = at?.scrollTop !== before
  }
  useEffect(() => {
    const at = list.current
    const moved = () => {
      if (!isOwn.current) setAway(!isInView(at, saidIn(at)))
      isOwn.current = false
    }
    at?.addEventListener('scroll', moved)
    return () => at?.removeEventListener('scroll', moved)
  }, [list])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another cue is what it follows
  useEffect(() => {
    const at = list.current
    if (!at || now < 0 || !isFollowing || isAway || isBusy(at) || isInView(at, saidIn(at))) return
    follow()
  }, [now, cue, isFollowing])
  const comeBack = () => {
    setAway(false)
    follow()
  }
  return { isAway, comeBack }
}

/** A finger leaves a hover behind that says nothing. */
const isBusy = (list: HTMLElement): boolean =>
  (matchMedia('(hover: hover)').matches && list.matches(':hover')) || list.querySelector(':focus-visible') !== null

const saidIn = (list: HTMLElement | null) => list?.querySelector('[data-said]') ?? list?.querySelector('[aria-current]')

function isInView(list: HTMLElement | null, what: Element | null | undefined): boolean {
  if (!list || !what) return true
  const [box, view] = [what.getBoundingClientRect(), list.getBoundingClientRect()]
  return box.top >= view.top && box.bottom <= view.bottom
}

/** Scrolls the list alone: `scrollIntoView` would move the page under the film. */
export function bringIntoView(list: HTMLElement | null, what: Element | null | undefined): void {
  if (!list || !what) return
  const above = what.getBoundingClientRect().top - list.getBoundingClientRect().top
  list.scrollTo({ top: list.scrollTop + above - list.clientHeight / 3 })
}
