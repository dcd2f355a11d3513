// Compile-time proof for contacts and directory: see rc-ex.test.ts, which says how it works.
// oxlint-disable import/default -- the linter does not read .d.mts files; tsc does and finds the exports
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type AddressBookSync from '@rc-ex/core/definitions/AddressBookSync'
import type ContactList from '@rc-ex/core/definitions/ContactList'
import type ContactResource from '@rc-ex/core/definitions/ContactResource'
import type DirectoryResource from '@rc-ex/core/definitions/DirectoryResource'
import type PersonalContactRequest from '@rc-ex/core/definitions/PersonalContactRequest'
import type PersonalContactResource from '@rc-ex/core/definitions/PersonalContactResource'
import type SearchDirectoryEntriesRequest from '@rc-ex/core/definitions/SearchDirectoryEntriesRequest'
import type { BodyOf, Fits, Full, Loose, ReplyOf } from './fits.ts'

type Replies = [
  Fits<ReplyOf<'listContacts'>, Loose<ContactList>>,
  Fits<ReplyOf<'createContact'>, Loose<PersonalContactResource>>,
  Fits<ReplyOf<'readContact'>, Loose<PersonalContactResource>>,
  Fits<ReplyOf<'updateContact'>, Loose<PersonalContactResource>>,
  Fits<ReplyOf<'patchContact'>, Loose<PersonalContactResource>>,
  Fits<ReplyOf<'syncAddressBook'>, Loose<AddressBookSync>>,
  Fits<ReplyOf<'listDirectoryEntries'>, Loose<DirectoryResource>>,
  Fits<ReplyOf<'readDirectoryEntry'>, Loose<ContactResource>>,
  Fits<ReplyOf<'searchDirectoryEntries'>, Loose<DirectoryResource>>,
]

type Bodies = [
  Fits<Full<PersonalContactRequest>, BodyOf<'createContact'>>,
  Fits<Full<PersonalContactRequest>, BodyOf<'updateContact'>>,
  Fits<Full<PersonalContactRequest>, BodyOf<'patchContact'>>,
  Fits<Full<SearchDirectoryEntriesRequest>, BodyOf<'searchDirectoryEntries'>>,
]

test('replies and bodies of contacts and directory agree with the types of @rc-ex/core', () => {
  const compiled: [Replies['length'], Bodies['length']] = [9, 4]
  assert.deepEqual(compiled, [9, 4])
})
