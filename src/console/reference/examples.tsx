// Code to copy, in three clients and two ways; which one is remembered from method to method.
import { useId, useSyncExternalStore } from 'react'
import type { MethodDetail } from '#catalog/projections/detail'
import {
  type ExampleClient,
  exampleClients,
  type ExampleWay,
  exampleWays,
} from '#catalog/projections/examples/clients'
import { Code } from '../kit/code.tsx'
import { TryPanel } from './try.tsx'

interface Choice {
  readonly client: ExampleClient
  readonly way: ExampleWay
}

const usual: Choice = { client: 'curl', way: 'gateway' }
let choice = usual
const listeners = new Set<() => void>()
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
const choose = (next: Partial<Choice>) => {
  choice = { ...choice, ...next }
  for (const listener of listeners) listener()
}

/** The panel beside a method: examples, and trying it where there is something to try it on. */
export function ExamplesPanel({ detail }: { readonly detail: MethodDetail }) {
  const { client, way } = useSyncExternalStore(
    subscribe,
    () => choice,
    () => usual,
  )
  const { label, language } = exampleClients[client]
  return (
    <>
      <section className="examples" aria-label="Examples">
        <Code
          text={detail.examples[client][way]}
          language={language}
          label={`${detail.id} with ${label}, ${exampleWays[way].toLowerCase()}`}
          head={
            <div className="switches">
              <Switch
                legend="Client"
                options={exampleClients}
                chosen={client}
                onChoose={(next) => choose({ client: next })}
              />
              <Switch
                legend="Way"
                options={ways}
                chosen={way}
                onChoose={(next) => choose({ way: next })}
              />
            </div>
          }
        />
      </section>
      <TryPanel detail={detail} />
    </>
  )
}

const ways = {
  gateway: { label: 'Gateway' },
  direct: { label: 'Direct' },
} as const satisfies Readonly<Record<ExampleWay, { readonly label: string }>>

/** One of a few, as a row of radio buttons that looks like a switch. */
export function Switch<Key extends string>({
  legend,
  options,
  chosen,
  onChoose,
}: {
  readonly legend: string
  readonly options: Readonly<Record<Key, { readonly label: string }>>
  readonly chosen: Key
  readonly onChoose: (key: Key) => void
}) {
  const name = useId()
  return (
    <fieldset className="switch">
      <legend className="hidden">{legend}</legend>
      {(Object.keys(options) as Key[]).map((key) => (
        <label key={key}>
          <input type="radio" name={name} checked={key === chosen} onChange={() => onChoose(key)} />
          <span>{options[key].label}</span>
        </label>
      ))}
    </fieldset>
  )
}
