// Events: what can be pushed, the filter that asks for it, what comes.
import { chapters } from 'virtual:reference/chapters'
import type { EventChapter } from '#catalog/projections/site'
import { Copy } from '../kit/code.tsx'
import { Members } from '../kit/schema.tsx'
import { Chapter, MethodLink } from './chapter.tsx'

/** The chapter. */
export function Events() {
  const of = (listed: 'table' | 'beyond') =>
    chapters.events.filter((event) => event.listed === listed)
  return (
    <Chapter
      path="/events"
      lead="Instead of asking again and again, an app subscribes: it names event filters and an address, and is sent each event that passes. A subscription delivers only what its token may read, and has to be renewed before it ends."
      sections={[
        { id: 'guide', title: 'Events of the guide', content: <List of={of('table')} /> },
        { id: 'beyond', title: 'Beyond the guide', content: <List of={of('beyond')} /> },
        { id: 'transports', title: 'Transports', content: <Transports /> },
        { id: 'reminder', title: 'A reminder to renew', content: <Reminder /> },
      ]}
    />
  )
}

const List = ({ of }: { readonly of: readonly EventChapter[] }) => (
  <div className="events">
    {of.map((event) => (
      <article key={event.id} id={event.id}>
        <h3>
          {event.name} <code className="quiet">{event.id}</code>
        </h3>
        <p>{event.signals}</p>
        <dl className="facts">
          <div className="wide">
            <dt>Filter</dt>
            <dd>
              {event.filters.map((filter) => (
                <p key={filter} className="filter">
                  <code>{filter}</code>
                  <Copy text={filter} label={`Copy the filter of ${event.id}`} />
                </p>
              ))}
              {event.parameters.length > 0 && (
                <p className="quiet">May have: {event.parameters.join(', ')}.</p>
              )}
            </dd>
          </div>
          <div>
            <dt>Triggered by</dt>
            <dd>
              {event.triggeredBy ? (
                <MethodLink id={event.triggeredBy} />
              ) : (
                'what happens in an app alone'
              )}
            </dd>
          </div>
          <div>
            <dt>Permission</dt>
            <dd>
              {event.permission ?? 'none'}
              {event.livePermission !== event.permission && (
                <span className="quiet"> (in live {event.livePermission ?? 'none'})</span>
              )}
              {event.userPermission && (
                <span className="quiet"> and {event.userPermission} of the user’s role</span>
              )}
            </dd>
          </div>
          <div>
            <dt>Delivers</dt>
            <dd>{event.delivers.join(', ')}</dd>
          </div>
        </dl>
        <details>
          <summary>
            Body, {event.body.members.length} members{' '}
            <span className="quiet">{event.body.members.map(({ name }) => name).join(', ')}</span>
          </summary>
          <Members members={event.body.members} marksRequired={false} />
        </details>
      </article>
    ))}
  </div>
)

const Transports = () => (
  <>
    <dl className="cards">
      <div>
        <dt>WebHook</dt>
        <dd>
          A POST to an https address, which first has to send the <code>Validation-Token</code>{' '}
          header back. Anything but a 2xx is tried again.
        </dd>
      </div>
      <div>
        <dt>WebSocket</dt>
        <dd>
          A socket that the app opens with a token of its own (<code>/restapi/oauth/wstoken</code>);
          for agents that no address leads to.
        </dd>
      </div>
      <div>
        <dt>PubNub</dt>
        <dd>
          A channel whose address and key the subscription answers. The guide has it; RingCentral
          phases it out.
        </dd>
      </div>
    </dl>
    <p>
      Made by <MethodLink id="createSubscription" />, kept alive by{' '}
      <MethodLink id="renewSubscription" />, ended by <MethodLink id="deleteSubscription" />.
    </p>
  </>
)

const Reminder = () => (
  <p>
    The filter <code>{chapters.reminder.filter}?threshold=…&interval=…</code>, beside one of these:{' '}
    {chapters.reminder.signals}
  </p>
)
