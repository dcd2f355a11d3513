// Code to read and to copy.
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { pieces } from './highlight.ts'

interface CodeProps {
  readonly text: string
  readonly language: 'shell' | 'javascript' | 'json' | 'http' | 'text'
  /** What it is, for who does not see it. */
  readonly label: string
  /** What stands above it in place of the label. */
  readonly head?: ReactNode
}

/** A block of code with a button that copies it. */
export function Code({ text, language, label, head }: CodeProps) {
  return (
    <div className="code">
      <div className="code-head">
        {head ?? <span className="quiet">{label}</span>}
        <Copy text={text} label={`Copy: ${label}`} />
      </div>
      <pre tabIndex={0} role="group" aria-label={label}>
        <code>
          {pieces(text, language).map(([kind, piece], index) =>
            kind === null ? (
              piece
            ) : (
              // Pieces never move.
              // oxlint-disable-next-line react/no-array-index-key
              <span key={index} className={`c-${kind}`}>
                {piece}
              </span>
            ),
          )}
        </code>
      </pre>
    </div>
  )
}

/** A button that copies a text and says so. */
export function Copy({ text, label }: { readonly text: string; readonly label: string }) {
  const [isCopied, setCopied] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  return (
    <button
      type="button"
      className="copy"
      aria-label={label}
      onClick={() => {
        void copy(text).then(() => {
          setCopied(true)
          timer.current = setTimeout(() => setCopied(false), 1500)
        })
      }}
    >
      <span aria-live="polite">{isCopied ? 'Copied' : 'Copy'}</span>
    </button>
  )
}

/** Pages from files have no clipboard of their own. */
async function copy(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text)
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}
