// Errors: the six rows of the guide, then every code.
import { useState } from 'react'
import { chapters } from 'virtual:reference/chapters'
import { Code } from '../kit/code.tsx'
import { StatusMark } from '../kit/marks.tsx'
import { Chapter, Sheet } from './chapter.tsx'

/** The chapter. */
export function Errors() {
  return (
    <Chapter
      path="/errors"
      lead="A refusal has a status, a code, a message, and where it is about one field, its name. Each row says what to do about it."
      sections={[
        { id: 'guide', title: 'What an agent should handle', content: <GuideCodes /> },
        { id: 'shape', title: 'The shape', content: <Shape /> },
        { id: 'codes', title: 'Every code', content: <AllCodes /> },
        { id: 'websocket', title: 'A WebSocket that is closed', content: <Sockets /> },
      ]}
    />
  )
}

const GuideCodes = () => (
  <Sheet
    label="Codes of the guide"
    head={['Status', 'Code', 'What it means', 'What to do']}
    rows={chapters.statusCodes.map(({ status, code, meaning, remedy }) => [
      <StatusMark key="status" status={status} />,
      <code key={code}>{code}</code>,
      meaning,
      remedy,
    ])}
  />
)

const shape = `{
  "errorCode": "CMN-101",
  "message": "Parameter [from.phoneNumber] value is invalid",
  "parameterName": "from.phoneNumber",
  "errors": [
    {
      "errorCode": "CMN-101",
      "message": "Parameter [from.phoneNumber] value is invalid",
      "parameterName": "from.phoneNumber"
    }
  ]
}`

const refused = `{
  "errorCode": "CMN-408",
  "message": "The grant of agent \\"demo\\" to read extension does not reach the whole account",
  "ringfence": {
    "decision": "deny",
    "reason": "needs_account_reach",
    "missing": { "resource": "extension", "access": "read" },
    "record": 15,
    "how": "ringfence grant add demo extension read --reach account"
  }
}`

const Shape = () => (
  <div className="beside">
    <Code text={shape} language="json" label="An error" />
    <Code text={refused} language="json" label="A refusal of the gateway" />
  </div>
)

function AllCodes() {
  const [words, setWords] = useState('')
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  const rows = chapters.errorCodes.filter(({ code, status, message, remedy }) => {
    const text = `${code} ${status} ${message} ${remedy}`.toLowerCase()
    return wanted.every((word) => text.includes(word))
  })
  return (
    <>
      <p>In the profile guide a code answers as the row above that covers it, in live as itself.</p>
      <label className="narrow-search">
        <span>Find a code</span>
        <input
          type="search"
          value={words}
          onChange={({ target }) => setWords(target.value)}
          placeholder="MSG-245, number, 403"
        />
        <span role="status" className="quiet">
          {rows.length} of {chapters.errorCodes.length}
        </span>
      </label>
      <Sheet
        label="Every code"
        head={['Code', 'Status', 'Message', 'What to do', 'In guide']}
        rows={rows.map(({ id, code, status, message, remedy, inGuide }) => [
          <code key={id} id={id}>
            {code}
          </code>,
          <StatusMark key="status" status={status} />,
          message,
          remedy,
          inGuide === id ? 'itself' : <code key="guide">{inGuide}</code>,
        ])}
      />
    </>
  )
}

const Sockets = () => (
  <Sheet
    label="Codes of a WebSocket"
    head={['Code', 'Message', 'What to do']}
    rows={chapters.webSocketErrors.map(({ code, message, remedy }) => [
      <code key={code}>{code}</code>,
      message,
      remedy,
    ])}
  />
)
