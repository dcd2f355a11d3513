#!/usr/bin/env node
// The ringfence command: sees that Node is new enough to run it, then hands over. Plain JavaScript
// without modern syntax, so that an old Node gets as far as the sentence below.
const wanted = 24
const found = Number(process.versions.node.split('.')[0])

if (found < wanted) {
  process.stderr.write(
    'Ringfence needs Node ' +
      wanted +
      ' or newer, and this is ' +
      process.version +
      '. In a clone, "npm ci" brings the right one and "npx ringfence" uses it.\n',
  )
  process.exitCode = 1
} else {
  // A failure to load ends the process with the stack, as an unhandled rejection does.
  void import('../src/cli/ringfence.ts').then(function (cli) {
    return cli.main(process)
  })
}
