// Whether the browser has taken the page over. Before that, a page is drawn as it was drawn ahead.
import { useEffect, useSyncExternalStore } from 'react'

const subscribe = () => () => {}

/** False for the first drawing, true from then on. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  )

/**
 * Marks the document once the page within the frame answers, for whoever waits for it: the frame is taken
 * over first, the page a moment later.
 */
export function useReadyMark(): void {
  const isHydrated = useHydrated()
  useEffect(() => {
    if (isHydrated) document.documentElement.dataset['ready'] = ''
  }, [isHydrated])
}
