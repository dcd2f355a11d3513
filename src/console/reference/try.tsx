// Calling a method from the page: who signs in, as whom, with what, and what came of it.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useMemo, useState } from 'react'
import type { MethodDetail } from '#catalog/projections/detail'
import type { JsonObject } from '#catalog/projections/json'
import type { SchemaNode } from '#catalog/projections/schema-tree'
import { Code } from '../kit/code.tsx'
import { StatusMark } from '../kit/marks.tsx'
import { Fields } from './fields.tsx'
import { type FormValues, valueOfForm, valuesOf } from './form-values.ts'
import {
  signIn,
  signOut,
  tryCall,
  type TryCaller,
  type TryOutcome,
  tryQuery,
} from './try-client.ts'

/** The panel; absent where nobody can be asked. */
export function TryPanel({ detail }: { readonly detail: MethodDetail }) {
  const [isOpen, setOpen] = useState(false)
  if (isExport) return null
  return (
    <details className="try" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Try it</summary>
      {isOpen && <Panel key={detail.id} detail={detail} />}
    </details>
  )
}

function Panel({ detail }: { readonly detail: MethodDetail }) {
  const { data: status, error } = useQuery(tryQuery)
  if (error) return <p role="alert">The server cannot be asked: {error.message}</p>
  if (status === undefined) return <p className="quiet">Asking the server…</p>
  if (status === null) {
    return (
      <p className="quiet">
        Nothing to try it on: the calls of this installation go to RingCentral itself.
      </p>
    )
  }
  return status.callers ? (
    <CallForm detail={detail} callers={status.callers} />
  ) : (
    <SignIn tokenName={status.tokenName} />
  )
}

function SignIn({ tokenName }: { readonly tokenName: string }) {
  const queries = useQueryClient()
  const [token, setToken] = useState('')
  const entering = useMutation({
    mutationFn: signIn,
    onSuccess: () => queries.invalidateQueries(tryQuery),
  })
  return (
    <form
      className="sign-in"
      onSubmit={(event) => {
        event.preventDefault()
        entering.mutate(token)
      }}
    >
      <p className="quiet">
        Calls are made by the server, as the demo user or as an agent you choose. Sign in with the{' '}
        {tokenName} that the start printed; it opens this for an hour, in this tab.
      </p>
      <div className="field">
        <label htmlFor="try-token">
          {tokenName[0]?.toUpperCase()}
          {tokenName.slice(1)}
        </label>
        <input
          id="try-token"
          type="password"
          autoComplete="off"
          required
          value={token}
          onChange={({ target }) => setToken(target.value)}
        />
      </div>
      {entering.error && <p role="alert">{entering.error.message}</p>}
      <button className="primary" disabled={entering.isPending}>
        Sign in
      </button>
    </form>
  )
}

function CallForm({
  detail,
  callers,
}: {
  readonly detail: MethodDetail
  readonly callers: readonly TryCaller[]
}) {
  const queries = useQueryClient()
  const [caller, setCaller] = useState(callers[0]?.id ?? '')
  const [path, setPath] = useState<FormValues>(() => startPath(detail))
  const [query, setQuery] = useState<FormValues>(() => valuesOf(detail.sample.query))
  const [body, setBody] = useState<FormValues>(() => valuesOf(detail.sample.body ?? undefined))
  const hints = useMemo(() => pathHints(detail), [detail])
  const calling = useMutation({ mutationFn: tryCall })
  const leaving = useMutation({
    mutationFn: signOut,
    onSettled: () => queries.invalidateQueries(tryQuery),
  })
  const call = (event: FormEvent) => {
    event.preventDefault()
    const root = (members: readonly SchemaNode[]): SchemaNode => ({ ...emptyObject, members })
    calling.mutate({
      caller,
      method: detail.id,
      path,
      query: (valueOfForm(root(detail.query), query, '') ?? {}) as JsonObject, // of an object
      body: detail.body ? (valueOfForm(root(detail.body.members), body, '') ?? {}) : undefined,
    })
  }
  return (
    <>
      <form onSubmit={call}>
        <div className="field">
          <label htmlFor="try-caller">As</label>
          <select id="try-caller" value={caller} onChange={({ target }) => setCaller(target.value)}>
            {callers.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
        </div>
        <Fields
          members={detail.pathParameters}
          path=""
          values={path}
          hints={hints}
          onChange={(at, value) => setPath({ ...path, [at]: value })}
        />
        {detail.query.length > 0 && (
          <Fields
            members={detail.query}
            path=""
            values={query}
            onChange={(at, value) => setQuery({ ...query, [at]: value })}
          />
        )}
        {detail.body && (
          <Fields
            members={detail.body.members}
            path=""
            values={body}
            onChange={(at, value) => setBody({ ...body, [at]: value })}
          />
        )}
        {detail.sample.file && !detail.bodyTypes.includes('application/json') && (
          <p className="quiet">The example’s file, {detail.sample.file.filename}, goes with it.</p>
        )}
        <div className="buttons">
          <button className="primary" disabled={calling.isPending}>
            {calling.isPending ? 'Calling…' : `Call ${detail.verb}`}
          </button>
          <button type="button" className="link" onClick={() => leaving.mutate()}>
            Sign out
          </button>
        </div>
      </form>
      {calling.error && <p role="alert">{calling.error.message}</p>}
      {calling.data && <Outcome outcome={calling.data} id={detail.id} />}
    </>
  )
}

const emptyObject: SchemaNode = {
  name: null,
  kind: 'object',
  type: 'object',
  required: true,
  rules: [],
  values: [],
  about: null,
  members: [],
  items: null,
}

/** The own account and extension; ids that the example made up are left to fill in. */
function startPath({ pathParameters, sample }: MethodDetail): FormValues {
  return Object.fromEntries(
    pathParameters.map(({ name }) => {
      const id = sample.ids.find((one) => one.name === name)
      if (!id) return [name, '~']
      return [name, id.from === null ? id.value : '']
    }),
  )
}

const pathHints = ({ sample }: MethodDetail): FormValues =>
  Object.fromEntries(sample.ids.map(({ name, from }) => [name, from ? `as ${from} answers` : '']))

function Outcome({ outcome, id }: { readonly outcome: TryOutcome; readonly id: string }) {
  const { request, response, explanation } = outcome
  const lines = (headers: readonly (readonly [string, string])[]) =>
    headers.map(([name, value]) => `${name}: ${value}`).join('\n')
  return (
    <div className="outcome-of-try" role="status">
      <p>
        <StatusMark status={response.status} /> in {response.milliseconds} ms,{' '}
        {response.bytes.toLocaleString('en-US')} bytes
      </p>
      {explanation && (
        <p className="decision" data-decision={explanation.decision}>
          <b>{explanation.decision === 'allow' ? 'Allowed' : 'Denied'}</b>{' '}
          {explanation.grant ? `by the grant to ${explanation.grant}` : explanation.reason}
          {explanation.record !== null && <>, audit record {explanation.record}</>}.
          {explanation.how && <> {explanation.how}</>}
        </p>
      )}
      {response.body === null ? (
        <p className="quiet">
          {response.bytes === 0 ? 'Without content.' : 'Content that is no text is not shown.'}
        </p>
      ) : (
        <Code text={response.body} language="json" label={`Reply of ${id}`} />
      )}
      <details>
        <summary>Request and headers</summary>
        <Code
          text={`${request.verb} ${request.url}\n${lines(request.headers)}${request.body ? `\n\n${request.body}` : ''}`}
          language="http"
          label="Request"
        />
        <Code
          text={`HTTP ${response.status}\n${lines(response.headers)}`}
          language="http"
          label="Headers of the reply"
        />
      </details>
    </div>
  )
}
