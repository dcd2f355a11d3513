// `ringfence doctor`: whether everything is in order, and what to do where it is not.
import type { Command } from 'commander'
import { type Checked, examine, type Health } from '../checks.ts'
import { addCommand, type CommonOptions } from '../command.ts'
import { Finding } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import type { Output } from '../output.ts'

/** Adds `doctor`. */
export function addDoctor(program: Command, io: Io): void {
  addCommand<CommonOptions>(program, io, 'doctor', {
    about:
      'See whether Node, data folder, servers, connection, audit log, clock and ports are in order, and what to do where not.',
    talks: true,
    examples: ['ringfence doctor', 'ringfence doctor --data /var/lib/ringfence --json'],
    async run(session, options) {
      const checks = await examine(session, options)
      const isWell = checks.every(({ health }) => health !== 'failed')
      session.out.answer({ well: isWell, checks }, () => report(checks, isWell, session.out))
      if (!isWell) throw new Finding('failed')
    },
  })
}

function report(checks: readonly Checked[], isWell: boolean, out: Output): string {
  const words: Readonly<Record<Health, string>> = {
    ok: out.green('ok     '),
    skipped: out.dim('-      '),
    warning: out.bold('look   '),
    failed: out.red('FAILED '),
  }
  const lines = checks.flatMap(({ check, health, finding, remedy }) => [
    `${words[health]} ${check.padEnd(12)} ${finding}`,
    ...(remedy === null ? [] : [`${' '.repeat(21)}${remedy}`]),
  ])
  return `${lines.join('\n')}\n${isWell ? '' : '\nSomething is wrong: see the lines marked FAILED.\n'}`
}
