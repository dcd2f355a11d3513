// The numbers where an extension's calls can go: its own phone lines, which stay, and what it adds.
import { isDeepStrictEqual } from 'node:util'
import type { forwardingNumbers as catalog } from '#catalog/siblings/forwarding-numbers'
import { fail } from '#catalog/errors'
import { toE164 } from '#lib/phone'
import type { Extension, PhoneNumber } from '#storage/platform/accounts'
import type { ForwardingNumber } from '#storage/platform/forwarding-numbers'
import { extensionChanged } from '../../events/extensions.ts'
import type { Call, Handlers } from '../../handler.ts'
import { paged, pageOf } from '../../stages/paging.ts'
import type { Parts } from '../../parts.ts'

type Added = Call<(typeof catalog)['createForwardingNumber']>['body']
type Changes = Call<(typeof catalog)['updateForwardingNumber']>['body']

/** How many an extension may add, and how many of them with a label of its own. */
const mostNumbers = 10
const mostOthers = 7

const flipNumbers = [1, 2, 3, 4, 5, 6, 7, 8] as const

/** @param parts the platform's stores */
export function forwardingNumberMethods(parts: Parts): Handlers<typeof catalog> {
  const { accounts, forwardingNumbers, db } = parts

  /** One that was added, by its id; a phone line has none of its own. */
  function addedOf(id: string, extension: Extension): ForwardingNumber | undefined {
    return forwardingNumbers.of(extension.id).find((one) => String(one.id) === id)
  }

  const lineOf = (id: string, extension: Extension): PhoneNumber | undefined =>
    accounts.numbersOf(extension.id).find((one) => String(one.id) === id)

  /** A number outside the company that the list does not have. */
  function numberFrom(text: string, extension: Extension, except?: ForwardingNumber): string {
    const parameterName = 'phoneNumber'
    const number = toE164(text)
    if (number === null) throw fail('CMN-101', { parameterName })
    if (accounts.number(number)?.accountId === extension.accountId) {
      throw fail('FPN-105', { parameterName, parameterValue: number })
    }
    const had = forwardingNumbers.of(extension.id).find((one) => one.number === number)
    if (had && had.id !== except?.id) throw fail('CMN-406', { parameterName })
    return number
  }

  function flipNumberFrom(
    wanted: number | undefined,
    taken: readonly ForwardingNumber[],
  ): number | null {
    const isFree = (flipNumber: number) => taken.every((one) => one.flipNumber !== flipNumber)
    if (wanted === undefined) return flipNumbers.find(isFree) ?? null
    if (isFree(wanted)) return wanted
    throw fail('FPN-106', { parameterName: 'flipNumber', parameterValue: String(wanted) })
  }

  function add(body: Added, extension: Extension): ForwardingNumber {
    const { type = 'Other' } = body
    const had = forwardingNumbers.of(extension.id)
    requireForm(body)
    if (body.device) throw fail('FPN-113', { parameterName: 'device.id' })
    // A phone line belongs to a device, and the simulated network has none.
    if (type === 'PhoneLine') throw fail('FPN-120', { parameterName: 'phoneNumber' })
    const label = type === 'Other' ? (body.label?.trim() ?? '') : type
    if (label === '') throw fail('FPN-116', { parameterName: 'label' })
    requireRoom(had, type)
    requireOwnLabel(label, had)
    const added = forwardingNumbers.add({
      extensionId: extension.id,
      number: numberFrom(body.phoneNumber ?? '', extension),
      label,
      type,
      flipNumber: flipNumberFrom(body.flipNumber, had),
    })
    extensionChanged(parts, extension, 'AnsweringRules')
    return added
  }

  function change(had: ForwardingNumber, body: Changes, extension: Extension): ForwardingNumber {
    const others = forwardingNumbers.of(extension.id).filter(({ id }) => id !== had.id)
    if (body.type !== undefined && body.type !== had.type) {
      throw fail('FPN-125', { parameterName: 'type' })
    }
    const label = body.label?.trim() ?? had.label
    if (label !== had.label) {
      if (had.type !== 'Other' || label === '') throw fail('FPN-122', { parameterName: 'label' })
      requireOwnLabel(label, others)
    }
    const changed = {
      ...had,
      label,
      ...(body.phoneNumber === undefined
        ? {}
        : { number: numberFrom(body.phoneNumber, extension, had) }),
      ...(body.flipNumber === undefined
        ? {}
        : { flipNumber: flipNumberFrom(Number(body.flipNumber), others) }),
    }
    forwardingNumbers.update(changed)
    if (!isDeepStrictEqual(changed, had)) extensionChanged(parts, extension, 'AnsweringRules')
    return changed
  }

  /** Deletes numbers that were added; of phone lines and strangers it throws. */
  async function remove(
    ids: readonly string[],
    extension: Extension,
    missing: 'CMN-102' | 'CMN-102-BODY',
  ): Promise<void> {
    requireUser(extension)
    await db.commit(() => {
      for (const id of new Set(ids)) {
        const added = addedOf(id, extension)
        const parameterName = 'forwardingNumberId'
        if (added) forwardingNumbers.remove(added.id)
        else throw fail(lineOf(id, extension) ? 'FPN-107' : missing, { parameterName })
      }
      if (ids.length > 0) extensionChanged(parts, extension, 'AnsweringRules')
    })
  }

  return {
    listForwardingNumbers(call) {
      const { extension, query } = call
      requireUser(extension)
      const place = placeOf(call)
      const all = [
        ...accounts.numbersOf(extension.id).map((line) => lineReply(line, place)),
        ...forwardingNumbers.of(extension.id).map((added) => addedReply(added, place)),
      ]
      const page = pageOf(query)
      return {
        ...paged(call, {}, page, all.length),
        records: all.slice(page.offset, page.offset + page.limit),
      }
    },
    async createForwardingNumber(call) {
      requireUser(call.extension)
      const added = await db.commit(() => add(call.body, call.extension))
      return addedReply(added, placeOf(call))
    },
    async deleteForwardingNumbers({ body, extension }) {
      const ids = body.records.map(({ forwardingNumberId }) => forwardingNumberId)
      await remove(ids, extension, 'CMN-102-BODY')
    },
    readForwardingNumber(call) {
      const { params, extension } = call
      requireUser(extension)
      const added = addedOf(params.forwardingNumberId, extension)
      if (added) return addedReply(added, placeOf(call))
      const line = lineOf(params.forwardingNumberId, extension)
      if (line) return lineReply(line, placeOf(call))
      throw fail('CMN-102', { parameterName: 'forwardingNumberId' })
    },
    async updateForwardingNumber(call) {
      const { params, body, extension } = call
      requireUser(extension)
      const changed = await db.commit(() => {
        const had = addedOf(params.forwardingNumberId, extension)
        if (had) return change(had, body, extension)
        const parameterName = 'forwardingNumberId'
        throw fail(lineOf(params.forwardingNumberId, extension) ? 'CMN-109' : 'CMN-102', {
          parameterName,
        })
      })
      return addedReply(changed, placeOf(call))
    },
    deleteForwardingNumber: ({ params, extension }) =>
      remove([params.forwardingNumberId], extension, 'CMN-102'),
  }
}

/** Queues and menus forward by rules of their own. */
function requireUser({ type }: Extension): void {
  if (type !== 'User') throw fail('CMN-403')
}

/** What a type needs and what it does not take. */
function requireForm({ type = 'Other', phoneNumber, device }: Added): void {
  if (phoneNumber !== undefined && device) throw fail('FPN-112', { parameterName: 'device' })
  if (type !== 'PhoneLine' && device) throw fail('FPN-111', { parameterName: 'device' })
  if (phoneNumber !== undefined || device) return
  throw fail(type === 'PhoneLine' ? 'FPN-109' : 'FPN-110', { parameterName: 'phoneNumber' })
}

function requireRoom(had: readonly ForwardingNumber[], type: ForwardingNumber['type']): void {
  const alike = had.filter((one) => one.type === type).length
  if (type !== 'Other' && alike > 0) throw fail('FPN-119', { parameterName: 'type' })
  if (had.length >= mostNumbers) throw fail('FPN-103')
  if (type === 'Other' && alike >= mostOthers) throw fail('FPN-104')
}

function requireOwnLabel(label: string, others: readonly ForwardingNumber[]): void {
  if (others.some((one) => one.label === label)) throw fail('FPN-102', { parameterName: 'label' })
}

const placeOf = ({ origin, account, extension }: Pick<Call, 'origin' | 'account' | 'extension'>) =>
  `${origin}/restapi/v1.0/account/${account.id}/extension/${extension.id}/forwarding-number`

const features = ['CallFlip', 'CallForwarding'] as const

const addedReply = ({ id, number, label, type, flipNumber }: ForwardingNumber, place: string) => ({
  uri: `${place}/${id}`,
  id: String(id),
  phoneNumber: number,
  label,
  type,
  features: [...features],
  ...(flipNumber === null ? {} : { flipNumber: String(flipNumber) }),
})

const lineReply = ({ id, number, label }: PhoneNumber, place: string) => ({
  uri: `${place}/${id}`,
  id: String(id),
  phoneNumber: number,
  label: label ?? 'Business line',
  type: 'PhoneLine' as const,
  features: [...features],
})
