// The process's own log: one JSON object a line, on stderr by default. What agents did is not
// here but in the audit log; no secret, number or text of a message is ever passed in.

/** Fields of a line beside level, time and text. */
export type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>

/** Writes lines for the person who runs the process. */
export interface Log {
  info(text: string, fields?: Fields): void
  error(text: string, fields?: Fields): void
}

/** A log that writes JSON lines; `write` gets each line with its newline. */
export function createLog(
  now: () => number,
  write: (line: string) => void = (line) => void process.stderr.write(line),
): Log {
  const line = (level: string) => (text: string, fields?: Fields) =>
    write(`${JSON.stringify({ time: new Date(now()).toISOString(), level, text, ...fields })}\n`)
  return { info: line('info'), error: line('error') }
}

/** A log that keeps quiet. */
export const silentLog: Log = { info() {}, error() {} }
