// A method in full, under its row.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useId } from 'react'
import type { ErrorReference, MethodDetail } from '#catalog/projections/detail'
import type { MethodReference } from '#catalog/projections/reference'
import { Copy } from '../kit/code.tsx'
import { AccessMark, RateMark, StatusMark, Verb } from '../kit/marks.tsx'
import { Members } from '../kit/schema.tsx'
import { fileAddress } from '../addresses.ts'
import { detailQuery } from './details.ts'
import { ExamplesPanel } from './examples.tsx'

/** The detail of the method that stands open. */
export function MethodInPlace({ method }: { readonly method: MethodReference }) {
  const { data, error, refetch } = useQuery(detailQuery(method.id))
  if (data) return <Detail detail={data} />
  return (
    <div className="waiting" role="status">
      {error ? (
        <>
          {`The rest of ${method.id} did not come: ${error.message} `}
          <button type="button" className="link" onClick={() => void refetch()}>
            Try again
          </button>
        </>
      ) : (
        method.notes
      )}
    </div>
  )
}

function Detail({ detail }: { readonly detail: MethodDetail }) {
  const { id, notes, pathParameters, query, body, reply, errors } = detail
  const open = pathParameters.filter(({ name }) => name !== 'accountId' && name !== 'extensionId')
  return (
    <article className="detail-grid" aria-label={id}>
      <div className="detail-head">
        <p className="call">
          <Verb verb={detail.verb} /> <code>{detail.path}</code>
          <Copy text={detail.path} label="Copy the path" />
        </p>
        <p className="notes">{notes}</p>
        <Facts detail={detail} />
      </div>
      <div className="detail-main">
        {pathParameters.length > 0 && (
          <Section
            title="Path"
            hint={open.length === 0 ? 'Both may be ~: the account and extension of the token.' : ''}
          >
            <Members members={pathParameters} />
          </Section>
        )}
        {query.length > 0 && (
          <Section title="Query" hint={`${query.length} parameters, all sent as text.`}>
            <Members members={query} />
          </Section>
        )}
        {body && (
          <Section title="Body" hint={bodyHint(detail)}>
            {body.members.length > 0 ? (
              <Members members={body.members} />
            ) : (
              <p className="quiet">The files alone.</p>
            )}
          </Section>
        )}
        <Section title="Reply" hint={replyHint(detail)}>
          {reply && <Members members={reply.members} marksRequired={false} />}
        </Section>
        <Section
          title="Errors"
          hint="By status, with what to do. Profile live answers the finer codes."
        >
          <ul className="errors">
            {errors.map((error) => (
              <ErrorRow key={error.code} error={error} />
            ))}
          </ul>
        </Section>
      </div>
      <div className="detail-side">
        <ExamplesPanel detail={detail} />
        <p className="links">
          <a href={detail.source} rel="noreferrer" target="_blank">
            RingCentral’s page ↗
          </a>
          <a href={fileAddress(`methods/${id}.md`)}>Markdown</a>
          <a href={fileAddress(`methods/${id}.json`)}>JSON</a>
        </p>
      </div>
    </article>
  )
}

/** What a person decides by. */
function Facts({ detail }: { readonly detail: MethodDetail }) {
  const { permission, userPermission, version, related, batch, differences } = detail
  return (
    <dl className="facts">
      <Fact name="Access">
        <AccessMark access={detail.access} /> {detail.actsOn}
      </Fact>
      <Fact name="Permission">
        {permission ? (
          <Link to="/permissions" hash={permission}>
            {permission}
          </Link>
        ) : (
          'none: any token will do'
        )}
        {userPermission && <span className="quiet"> and {userPermission} of the user’s role</span>}
      </Fact>
      <Fact name="Rate limit" wide>
        <RateMark group={detail.rateGroup} /> {detail.rate.join(' ')}
      </Fact>
      <Fact name="Event">
        {related ? (
          <>
            <Link to="/events" hash={related.id}>
              {related.id}
            </Link>
            <span className="quiet"> {related.signals}</span>
          </>
        ) : (
          <span className="quiet">none tells of it</span>
        )}
      </Fact>
      <Fact name="Version">
        {version.label}
        <span className="quiet">
          {version.since === 'base'
            ? ', there since the base version v1.0'
            : `, since ${version.since}`}
          {version.deprecated && `; deprecated: ${version.deprecated}`}
        </span>
      </Fact>
      {batch && (
        <Fact name="Several at once" wide>
          <code>{batch.parameter}</code> takes up to {batch.max} ids joined by commas; the reply is
          then 207 with one part each.
        </Fact>
      )}
      {differences.map(({ about, guide, live }) => (
        <Fact key={about} name="Guide and live" wide>
          {about}: <b>{guide}</b> in the guide, <b>{live}</b> in RingCentral’s public specification
          (profile live).
        </Fact>
      ))}
    </dl>
  )
}

function Fact({
  name,
  wide = false,
  children,
}: {
  readonly name: string
  readonly wide?: boolean
  readonly children: ReactNode
}) {
  return (
    <div className={wide ? 'wide' : ''}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Section({
  title,
  hint,
  children,
}: {
  readonly title: string
  readonly hint: string
  readonly children: ReactNode
}) {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {hint !== '' && <p className="quiet hint">{hint}</p>}
      {children}
    </section>
  )
}

function ErrorRow({ error }: { readonly error: ErrorReference }) {
  const { status, code, meaning, remedy, finer } = error
  return (
    <li>
      <p>
        <StatusMark status={status} /> <code>{code}</code> {meaning}
      </p>
      <p className="quiet">{remedy}</p>
      {finer.length > 0 && (
        <details>
          <summary>
            {finer.length} finer in live{' '}
            <span className="quiet">{finer.map((one) => one.code).join(', ')}</span>
          </summary>
          <ul className="errors">
            {finer.map((one) => (
              <li key={one.code + one.message}>
                <p>
                  <StatusMark status={one.status} /> <code>{one.code}</code> {one.message}
                </p>
                <p className="quiet">{one.remedy}</p>
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  )
}

function bodyHint({ bodyTypes, bodyIsOptional, rawBody, filesBytes }: MethodDetail): string {
  const forms = [...bodyTypes, ...(rawBody ? ['the file itself'] : [])].join(', ')
  const files =
    filesBytes === null ? '' : ` Files: ${filesBytes.toLocaleString('en-US')} bytes together.`
  return `${forms}.${files}${bodyIsOptional ? ' It may be left out.' : ''}`
}

function replyHint({ status, otherStatus, isFile, reply, isTagged }: MethodDetail): string {
  const statuses = [status, ...(otherStatus ? [otherStatus] : [])].join(' or ')
  const tag = isTagged ? ' Carries an ETag; If-None-Match can save sending it again.' : ''
  if (isFile) return `${statuses} with the bytes of the file, under its own media type.${tag}`
  return reply ? `${statuses}, application/json.${tag}` : `${statuses} without content.`
}
