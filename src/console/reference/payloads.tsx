// Paging and payload limits.
import { chapters } from 'virtual:reference/chapters'
import { Code } from '../kit/code.tsx'
import { Chapter, Sheet } from './chapter.tsx'

const { paging, payloads } = chapters

/** The chapter. */
export function Payloads() {
  return (
    <Chapter
      path="/payloads"
      lead={payloads.form}
      sections={[
        { id: 'paging', title: 'Paging', content: <Paging /> },
        { id: 'limits', title: 'Limits of one call', content: <Limits /> },
      ]}
    />
  )
}

const reply = `{
  "records": [ … ],
  "paging": {
    "page": 2,
    "perPage": ${paging.defaultPerPage},
    "pageStart": 100,
    "pageEnd": 199,
    "totalPages": 8,
    "totalElements": 723
  },
  "navigation": {
    "firstPage": { "uri": "…" },
    "previousPage": { "uri": "…" },
    "nextPage": { "uri": "…" },
    "lastPage": { "uri": "…" }
  }
}`

const Paging = () => (
  <div className="beside">
    <div className="prose">
      <p>{paging.parameters}</p>
      <p>{paging.reply}</p>
      <p>
        A page has {paging.defaultPerPage} records unless asked otherwise, the message store and the
        call log too, and at most {paging.maxPerPage.toLocaleString('en-US')}; the call logs’
        detailed view at most {paging.maxPerPageDetailed}. {paging.cut}
      </p>
      <p>{paging.teamMessaging}</p>
    </div>
    <Code text={reply} language="json" label="The reply of a list" />
  </div>
)

const Limits = () => (
  <Sheet
    label="Limits"
    head={['Of what', 'At most']}
    rows={payloads.limits.map(({ about, limit }) => [about, limit.toLocaleString('en-US')])}
  />
)
