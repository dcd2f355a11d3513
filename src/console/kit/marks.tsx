// The small marks a row is read by: verb, access, what a call costs, how sensitive a permission is. Each
// says in shape or word what its colour says.
import type { ReactNode } from 'react'

/** The verb of a method. */
export const Verb = ({ verb }: { readonly verb: string }) => (
  <span className="verb" data-verb={verb}>
    {verb}
  </span>
)

/** Read or write. */
export const AccessMark = ({ access }: { readonly access: 'read' | 'write' }) => (
  <span className="mark" data-access={access}>
    {access}
  </span>
)

const weights: Readonly<Record<string, number>> = { Auth: 0, Light: 1, Medium: 2, Heavy: 3 }

/** A usage group: one, two or three bars of three, and its name. */
export const RateMark = ({ group }: { readonly group: string }) => (
  <span className="rate" data-rate={group}>
    <Bars filled={weights[group] ?? 0} />
    {group}
  </span>
)

const sensitivities: Readonly<Record<string, number>> = { low: 1, medium: 2, high: 3 }

/** How much harm misuse of a permission does. */
export const SensitivityMark = ({ level }: { readonly level: string }) => (
  <span className="rate" data-rate={{ low: 'Light', medium: 'Medium', high: 'Heavy' }[level]}>
    <Bars filled={sensitivities[level] ?? 0} />
    {level}
  </span>
)

const Bars = ({ filled }: { readonly filled: number }) => (
  <svg className="bars" viewBox="0 0 13 10" width="13" height="10" aria-hidden="true">
    {[0, 1, 2].map((bar) => (
      <rect
        key={bar}
        x={bar * 5}
        y={6 - bar * 3}
        width="3"
        height={4 + bar * 3}
        rx="1"
        opacity={bar < filled ? 1 : 0.25}
      />
    ))}
  </svg>
)

/** A status of a reply. */
export const StatusMark = ({ status }: { readonly status: number }) => (
  <span className="status" data-kind={status < 400 ? 'good' : 'bad'}>
    {status}
  </span>
)

/** A word beside a name. */
export const Tag = ({ children }: { readonly children: ReactNode }) => (
  <span className="tag">{children}</span>
)

/** Ringfence's mark: a fence that closes in a ring. */
export const Logo = () => (
  <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" className="logo">
    <circle cx="12" cy="12" r="9" pathLength="48" />
    <circle cx="12" cy="12" r="3.4" />
  </svg>
)
