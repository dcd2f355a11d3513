// Who is behind a number: an extension of the account, or the outside world.
import type { Account, Accounts, Extension } from '#storage/platform/accounts'
import type { Party } from '#storage/platform/messages'

// RingCentral shows the place of a North American number; area codes as far as the demo company calls.
const places: Readonly<Record<string, string>> = {
  '201': 'Jersey City, NJ',
  '202': 'Washington, DC',
  '206': 'Seattle, WA',
  '212': 'New York, NY',
  '213': 'Los Angeles, CA',
  '214': 'Dallas, TX',
  '215': 'Philadelphia, PA',
  '303': 'Denver, CO',
  '305': 'Miami, FL',
  '312': 'Chicago, IL',
  '313': 'Detroit, MI',
  '404': 'Atlanta, GA',
  '408': 'San Jose, CA',
  '415': 'San Francisco, CA',
  '416': 'Toronto, ON',
  '503': 'Portland, OR',
  '504': 'New Orleans, LA',
  '510': 'Oakland, CA',
  '512': 'Austin, TX',
  '602': 'Phoenix, AZ',
  '604': 'Vancouver, BC',
  '612': 'Minneapolis, MN',
  '615': 'Nashville, TN',
  '617': 'Boston, MA',
  '619': 'San Diego, CA',
  '628': 'San Francisco, CA',
  '646': 'New York, NY',
  '650': 'San Mateo, CA',
  '702': 'Las Vegas, NV',
  '713': 'Houston, TX',
  '720': 'Denver, CO',
  '801': 'Salt Lake City, UT',
  '916': 'Sacramento, CA',
  '925': 'Concord, CA',
}

/** The place of a North American number (E.164), or undefined. */
export const locationOf = (number: string): string | undefined =>
  number.startsWith('+1') ? places[number.slice(2, 5)] : undefined

/**
 * The extension a number of the account reaches: its owner, or the operator for a company number.
 * Undefined for a number of the outside world.
 */
export function ownerOf(
  accounts: Accounts,
  account: Account,
  number: string,
): Extension | undefined {
  const owned = accounts.number(number)
  if (owned?.accountId !== account.id) return undefined
  return accounts.extension(owned.extensionId ?? account.operatorId)
}

/** A number as one end of a message: with the owner's name inside the company, a place outside. */
export function partyOf(accounts: Accounts, account: Account, number: string): Party {
  return partyOfOwner(number, ownerOf(accounts, account, number))
}

/** The same where it is known whose number it is. */
export function partyOfOwner(number: string, owner: Extension | undefined): Party {
  const location = locationOf(number)
  return {
    phoneNumber: number,
    ...(owner ? { name: owner.name } : {}),
    ...(location ? { location } : {}),
  }
}
