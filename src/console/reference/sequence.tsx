// A sequence picture: who says what to whom, from top to bottom. Drawn as SVG from data, in the page's
// own type and colours; read as a list by those who do not see it.
import { useId } from 'react'
import { type Actor, actors, type SignInRoute } from '#catalog/oauth/sign-in-routes'

const column = 220
const head = 46
const row = 52

/** The picture of one way to a token. */
export function Sequence({ route }: { readonly route: SignInRoute }) {
  const arrow = useId()
  const width = column * (route.actors.length - 1) + 150
  const height = head + row * route.steps.length + 14
  const x = (actor: Actor) => 75 + column * route.actors.indexOf(actor)
  return (
    <figure className="sequence">
      <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
        <defs>
          <marker
            id={arrow}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto-start-reverse"
          >
            <path d="M0 0.5 7.5 4 0 7.5z" />
          </marker>
        </defs>
        {route.actors.map((actor) => (
          <g key={actor} className="actor" data-actor={actor}>
            <line x1={x(actor)} x2={x(actor)} y1={head - 8} y2={height} />
            <rect x={x(actor) - 62} y="4" width="124" height="32" rx="6" />
            <text x={x(actor)} y="25">
              {actors[actor]}
            </text>
          </g>
        ))}
        {route.steps.map((step, index) => {
          const y = head + row * index + 36
          const [from, to] = [x(step.from), x(step.to)]
          const gap = from < to ? 4 : -4
          const middle = (from + to) / 2
          return (
            <g key={step.text} className="step">
              <line x1={from + gap} x2={to - gap} y1={y} y2={y} markerEnd={`url(#${arrow})`} />
              <circle cx={from} cy={y} r="9" />
              <text x={from} y={y + 3.5} className="number">
                {index + 1}
              </text>
              <text x={middle} y={y - 8}>
                {step.text}
              </text>
              {step.wire && (
                <text x={middle} y={y + 15} className="wire">
                  {step.wire}
                </text>
              )}
            </g>
          )
        })}
      </svg>
      <figcaption>
        <ol className="hidden">
          {route.steps.map(({ from, to, text, wire }) => (
            <li key={text}>
              {actors[from]} to {actors[to]}: {text}
              {wire && ` (${wire})`}
            </li>
          ))}
        </ol>
      </figcaption>
    </figure>
  )
}
