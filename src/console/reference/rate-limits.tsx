// Rate limits: groups, headers, and what a plan comes to.
import { Link } from '@tanstack/react-router'
import { chapters } from 'virtual:reference/chapters'
import { Code } from '../kit/code.tsx'
import { RateMark } from '../kit/marks.tsx'
import { Calculator } from './calculator.tsx'
import { Chapter, MethodLink, Sheet } from './chapter.tsx'

const { groups, windowSeconds, headers } = chapters.rateLimits

/** The chapter. */
export function RateLimits() {
  return (
    <Chapter
      path="/rate-limits"
      lead={`Each method belongs to a usage group. A group’s calls are counted for each user and app in a sliding window of ${windowSeconds} seconds, apart from the other groups. What goes over is answered 429 with the seconds to wait.`}
      sections={[
        { id: 'groups', title: 'Usage groups', content: <Groups /> },
        { id: 'calculator', title: 'What throttles first', content: <Calculator /> },
        { id: 'headers', title: 'Headers', content: <Headers /> },
        { id: 'over', title: 'Over the limit', content: <Over /> },
      ]}
    />
  )
}

const Groups = () => (
  <Sheet
    label="Usage groups"
    head={['Group', 'Calls a minute', 'One every', 'Typically', 'Methods']}
    rows={groups.map(({ name, limit, typical, methods }) => [
      <RateMark key={name} group={name} />,
      String(limit),
      `${Number((windowSeconds / limit).toFixed(1))} s`,
      typical,
      methods === 0 ? (
        'the OAuth endpoints'
      ) : (
        <Link key="methods" to="/" search={{ rate: name }}>
          {methods}
        </Link>
      ),
    ])}
  />
)

const reply = `HTTP/1.1 200 OK
${headers.group}: medium
${headers.limit}: 40
${headers.remaining}: 38
${headers.window}: ${windowSeconds}`

const refusal = `HTTP/1.1 429 Too Many Requests
${headers.group}: medium
${headers.limit}: 40
${headers.remaining}: 0
${headers.window}: ${windowSeconds}
${headers.retryAfter}: ${windowSeconds}`

const Headers = () => (
  <div className="beside">
    <dl className="facts">
      {(
        [
          [headers.group, 'the group of the method'],
          [headers.limit, 'its ceiling'],
          [headers.remaining, 'calls left in the window'],
          [headers.window, 'the window in seconds'],
          [headers.retryAfter, 'with a 429: seconds to wait'],
        ] as const
      ).map(([name, about]) => (
        <div key={name} className="wide">
          <dt>
            <code>{name}</code>
          </dt>
          <dd>{about}</dd>
        </div>
      ))}
    </dl>
    <Code text={reply} language="http" label="Headers of a reply" />
  </div>
)

const Over = () => (
  <div className="beside">
    <div className="prose">
      <p>
        A refused call waits for <code>{headers.retryAfter}</code>. A call made before that starts
        the wait again, for its group alone.
      </p>
      <p>
        Reading tends to be Light or Medium. What costs RingCentral most is Heavy: call logs,
        placing a call with <MethodLink id="createRingOutCall" />, the content of attachments with{' '}
        <MethodLink id="readMessageContent" />.
      </p>
      <p>
        RingCentral raises the limits of an app on request; on this platform{' '}
        <code>ringfence platform limits</code> does. The gateway keeps count beside the upstream and
        answers 429 itself rather than spend a call that would fail.
      </p>
    </div>
    <Code text={refusal} language="http" label="Headers of a refused call" />
  </div>
)
