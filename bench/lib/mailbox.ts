// Makes the platform's database big: copies of the demo company's own rows, written with SQL while
// the platform is stopped. It knows two tables by name, and only the columns that it changes.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** How many mailboxes the messages are spread over. */
export const mailboxes = 1000

const hourMs = 3_600_000
/** Of each mailbox, how many messages are of the last day, which is what a list shows by default. */
const recent = 10

/**
 * Gives the platform in `folder` `count` more SMS, evenly over 1,000 mailboxes, one of them that of
 * extension `owner`: in each the newest ten within the day before `now` (epoch ms), the others an
 * hour apart before it. About six seconds a million.
 * @throws when the folder holds no platform database with an SMS of `owner` to copy.
 */
export function multiplyMessages(folder: string, owner: number, count: number, now: number): void {
  const db = openPlatform(folder)
  // Speed over safety: the file is thrown away after the run.
  db.exec('pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -1000000')
  db.exec('begin')
  db.exec(
    `create temp table mailbox as with recursive n (i) as (
       select 0 union all select i + 1 from n where i + 1 < ${mailboxes}
     ) select i, iif(i = 0, ${owner}, 900000000 + i) as extension_id from n`,
  )
  copy(
    db,
    'extension',
    `select * from extension where id = ${owner}`,
    '(select * from temp.mailbox where i > 0) as mailbox',
    {
      id: 'mailbox.extension_id',
      number: 'cast(500000 + mailbox.i as text)',
    },
  )
  // All mailboxes of one instant, then the next older: ids of a mailbox lie apart, as in real use.
  db.exec(
    `create temp table position as with recursive n (i) as (
       select 0 union all select i + 1 from n where i + 1 < ${Math.floor(count / mailboxes)}
     ) select i from n`,
  )
  const at = `${now} - iif(position.i < ${recent}, position.i * 2, 24 + position.i) * ${hourMs} - ${hourMs}`
  copy(
    db,
    'message',
    `select * from message where extension_id = ${owner} and type = 'SMS' limit 1`,
    '(select i from temp.position order by i desc) as position cross join temp.mailbox',
    {
      id: null,
      extension_id: 'mailbox.extension_id',
      availability: "'Alive'",
      direction: "iif(position.i % 2 = 0, 'Inbound', 'Outbound')",
      read_status: "iif(position.i % 5 = 0, 'Unread', 'Read')",
      created_at: at,
      modified_at: at,
    },
  )
  db.exec('commit; pragma journal_mode = wal')
  db.close()
}

/** Copies one row of `table` once for each row of `each`, with some columns computed (null: left out). */
function copy(
  db: DatabaseSync,
  table: string,
  original: string,
  each: string,
  computed: Readonly<Record<string, string | null>>,
): void {
  const columns = db
    .prepare(`select name from pragma_table_info('${table}')`)
    .all()
    .map(({ name }) => String(name))
    .filter((name) => computed[name] !== null)
  const values = columns.map((name) => computed[name] ?? `original.${name}`)
  const { changes } = db
    .prepare(
      `insert into main.${table} (${columns.join(', ')})
       select ${values.join(', ')} from ${each} cross join (${original}) as original`,
    )
    .run()
  if (changes === 0) throw new Error(`There was no row of ${table} to copy.`)
}

function openPlatform(folder: string): DatabaseSync {
  for (const name of readdirSync(folder)) {
    if (!/\.(db|sqlite3?)$/.test(name)) continue
    const db = new DatabaseSync(join(folder, name))
    const found = db.prepare("select 1 from sqlite_schema where name = 'message'").get()
    if (found) return db
    db.close()
  }
  throw new Error(`There is no platform database in ${folder}.`)
}
