// Versions, changelog, and where guide and live differ; the numbers with behaviour are here too.
import { chapters } from 'virtual:reference/chapters'
import { Chapter, Sheet } from './chapter.tsx'

const { versioning, changelog, deprecated, differences, magicNumbers } = chapters

/** The chapter. */
export function Versions() {
  return (
    <Chapter
      path="/versions"
      lead={`One path version, ${versioning.path}, and dated changes. This reference reflects the public specification of ${versioning.specification}.`}
      sections={[
        { id: 'policy', title: 'How it changes', content: <Policy /> },
        { id: 'changelog', title: 'Changelog', content: <Changelog /> },
        { id: 'profiles', title: 'Guide and live', content: <Profiles /> },
        { id: 'numbers', title: 'Numbers with behaviour', content: <Numbers /> },
      ]}
    />
  )
}

const Policy = () => (
  <>
    <ul className="bullets">
      {versioning.policy.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
      <li>An integration stays on {versioning.path} and has additions as they come.</li>
    </ul>
    <Sheet
      label="Deprecated"
      head={['Deprecated', 'Instead']}
      rows={deprecated.map(({ surface, instead }) => [surface, instead])}
    />
  </>
)

const Changelog = () => (
  <>
    <ol className="changelog">
      {changelog.map(({ date, changes }) => (
        <li key={date}>
          <h3>
            <time dateTime={date}>{date}</time>
          </h3>
          <ul className="bullets">
            {changes.map((change) => (
              <li key={change}>{change}</li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
    <p>
      <a href={versioning.changelog} rel="noreferrer" target="_blank">
        RingCentral’s own changelog ↗
      </a>
    </p>
  </>
)

const Profiles = () => (
  <>
    <p>
      The platform’s profile guide, its default, does what the guide says; live does what
      RingCentral’s public specification says where the two differ.
    </p>
    <Sheet
      label="Differences"
      head={['About', 'Guide', 'Live']}
      rows={differences.map(({ about, guide, live }) => [about, guide, live])}
    />
  </>
)

const Numbers = () => (
  <>
    <p>
      What a call, a text or a fax to one of these comes to on the simulated phone network. To any
      other number of the outside world a call is answered, a text delivered, a fax received.
    </p>
    <Sheet
      label="Magic numbers"
      head={['Number', 'What it does']}
      rows={magicNumbers.map(({ number, about }) => [<code key={number}>{number}</code>, about])}
    />
  </>
)
