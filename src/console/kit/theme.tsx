// Light, dark, or as the system has it.
import { useSyncExternalStore } from 'react'

const themes = ['system', 'light', 'dark'] as const
type Theme = (typeof themes)[number]

const key = 'ringfence-theme'
const listeners = new Set<() => void>()

function read(): Theme {
  const set = document.documentElement.dataset['theme']
  return themes.find((theme) => theme === set) ?? 'system'
}

function write(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme
  try {
    localStorage.setItem(key, theme)
  } catch {
    // Pages from files may have no storage; the choice then lasts as long as the page.
  }
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** The button that goes through the three. */
export function ThemeButton() {
  const theme = useSyncExternalStore<Theme>(subscribe, read, () => 'system')
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system'
  return (
    <button
      type="button"
      className="theme"
      onClick={() => write(next)}
      aria-label={`Colours: ${theme}. Change to ${next}`}
      title={`Colours: ${theme}`}
    >
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
        <path d={theme === 'light' ? '' : 'M8 1.75a6.25 6.25 0 0 1 0 12.5z'} fill="currentColor" />
        {theme === 'dark' && <circle cx="8" cy="8" r="6.25" fill="currentColor" />}
      </svg>
    </button>
  )
}
