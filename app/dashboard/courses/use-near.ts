import { type RefObject, useEffect, useState } from 'react'

/** Whether something is on the screen or within a screen of it. What is far is drawn plainly: a long course costs what one sees of it. */
export function useNear(element: RefObject<HTMLElement>, atFirst: boolean): boolean {
  const [isNear, setNear] = useState(atFirst)
  useEffect(() => {
    const { current } = element
    if (!current) return
    const observer = new IntersectionObserver(([entry]) => entry && setNear(entry.isIntersecting), { rootMargin: '500px 0px' })
    observer.observe(current)
    return () => observer.disconnect()
  }, [element])
  return isNear
}
