// The keys of the table: / to search, arrows among rows, Escape step by step back.
import { type RefObject, useEffect } from 'react'

interface Keys {
  readonly rows: RefObject<HTMLDivElement | null>
  readonly searchField: RefObject<HTMLInputElement | null>
  readonly openId: string | null
  readonly close: () => void
}

/** Listens as long as the table is there. Enter is the links' own. */
export function useKeyboard({ rows, searchField, openId, close }: Keys): void {
  useEffect(() => {
    const links = () => [...(rows.current?.querySelectorAll<HTMLElement>('[data-link]') ?? [])]
    const focusAt = (at: number) => {
      const all = links()
      all[Math.max(0, Math.min(at, all.length - 1))]?.focus()
    }

    function onKey(event: KeyboardEvent): void {
      const { key, target, ctrlKey, metaKey, altKey, isComposing } = event
      if (ctrlKey || metaKey || altKey || isComposing || !(target instanceof HTMLElement)) return
      const field = searchField.current
      const isTyping = target.matches('input, textarea, select, [contenteditable]')
      const row = target.closest<HTMLElement>('[data-link]')
      const done = step()
      if (done) event.preventDefault()

      function step(): boolean {
        if (key === '/' && !isTyping) return focusField()
        if (target === field) return inField()
        if (key === 'Escape' && openId !== null) return leaveMethod()
        if (row) return inRows(row)
        if (key === 'ArrowDown' && target === document.body) {
          focusAt(0)
          return true
        }
        return false
      }

      function focusField(): boolean {
        field?.focus()
        field?.select()
        return true
      }

      function inField(): boolean {
        if (key === 'ArrowDown') focusAt(0)
        else if (key === 'Enter') links()[0]?.click()
        else if (key === 'Escape' && field?.value === '') field.blur()
        else return false
        return true
      }

      /** From within the detail to its row, which then closes. */
      function leaveMethod(): boolean {
        close()
        rows.current
          ?.querySelector<HTMLElement>(`[data-row="${CSS.escape(openId ?? '')}"] [data-link]`)
          ?.focus({ preventScroll: true })
        return true
      }

      function inRows(from: HTMLElement): boolean {
        const at = links().indexOf(from)
        if (key === 'ArrowDown' || key === 'j') focusAt(at + 1)
        else if (key === 'ArrowUp' || key === 'k') {
          if (at === 0 && key === 'ArrowUp') field?.focus()
          else focusAt(at - 1)
        } else if (key === 'Home') focusAt(0)
        else if (key === 'End') focusAt(Infinity)
        else if (key === 'Escape') return focusField()
        else return false
        return true
      }
    }

    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [rows, searchField, openId, close])
}
