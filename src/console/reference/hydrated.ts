// Whether the browser has taken the page over. Before that, a page is drawn as it was drawn ahead.
import { useSyncExternalStore } from 'react'

const subscribe = () => () => {}

/** False for the first drawing, true from then on. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  )
