import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { magicNumbers } from '#catalog/rules/magic-numbers'
import { numbers } from '#platform/seed/larkfield/company'
import { customers, faxMachines, partners } from '#platform/seed/larkfield/contacts'

describe('magic numbers', () => {
  it('are valid, fictitious and each listed once', () => {
    for (const { number } of magicNumbers) {
      assert.match(number, /^\+120655501\d\d$/)
      assert.equal(parsePhoneNumberFromString(number)?.isValid(), true, number)
    }
    assert.equal(new Set(magicNumbers.map(({ number }) => number)).size, magicNumbers.length)
  })

  it('belong to nobody of the demo company', () => {
    const known = [...numbers, ...customers, ...partners, ...faxMachines]
    const taken = new Set(known.map(({ number }) => number))
    assert.deepEqual(
      magicNumbers.filter(({ number }) => taken.has(number)),
      [],
    )
  })

  it('each do something that another number does not, and say so in one sentence or two', () => {
    for (const { number, about, call, text, fax } of magicNumbers) {
      assert.ok(call ?? text ?? fax, number)
      assert.match(about, /^[A-Z].*\.$/)
      assert.ok(about.length <= 160, number)
    }
  })
})
