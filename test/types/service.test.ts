// Compile-time proof for dictionaries, forwarding numbers and permissions: see rc-ex.test.ts, which says how it works.
// oxlint-disable import/default -- the linter does not read .d.mts files; tsc does and finds the exports
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type ApiVersionInfo from '@rc-ex/core/definitions/ApiVersionInfo'
import type ApiVersionsList from '@rc-ex/core/definitions/ApiVersionsList'
import type AuthProfileCheckResource from '@rc-ex/core/definitions/AuthProfileCheckResource'
import type AuthProfileResource from '@rc-ex/core/definitions/AuthProfileResource'
import type CountryInfoDictionaryModel from '@rc-ex/core/definitions/CountryInfoDictionaryModel'
import type CountryListDictionaryModel from '@rc-ex/core/definitions/CountryListDictionaryModel'
import type CreateForwardingNumberRequest from '@rc-ex/core/definitions/CreateForwardingNumberRequest'
import type DeleteForwardingNumbersRequest from '@rc-ex/core/definitions/DeleteForwardingNumbersRequest'
import type ForwardingNumberInfo from '@rc-ex/core/definitions/ForwardingNumberInfo'
import type GetExtensionForwardingNumberListResponse from '@rc-ex/core/definitions/GetExtensionForwardingNumberListResponse'
import type GetStateInfoResponse from '@rc-ex/core/definitions/GetStateInfoResponse'
import type GetStateListResponse from '@rc-ex/core/definitions/GetStateListResponse'
import type GetTimezoneListResponse from '@rc-ex/core/definitions/GetTimezoneListResponse'
import type LanguageInfo from '@rc-ex/core/definitions/LanguageInfo'
import type LanguageList from '@rc-ex/core/definitions/LanguageList'
import type ListFaxCoverPagesResponse from '@rc-ex/core/definitions/ListFaxCoverPagesResponse'
import type RoleResource from '@rc-ex/core/definitions/RoleResource'
import type RolesCollectionResource from '@rc-ex/core/definitions/RolesCollectionResource'
import type TimezoneInfoBase from '@rc-ex/core/definitions/TimezoneInfoBase'
import type { BodyOf, Fits, Full, Loose, ReplyOf } from './fits.ts'

type Replies = [
  Fits<ReplyOf<'readAPIVersions'>, Loose<ApiVersionsList>>,
  Fits<ReplyOf<'readAPIVersion'>, Loose<ApiVersionInfo>>,
  Fits<ReplyOf<'listCountries'>, Loose<CountryListDictionaryModel>>,
  Fits<ReplyOf<'readCountry'>, Loose<CountryInfoDictionaryModel>>,
  Fits<ReplyOf<'listStates'>, Loose<GetStateListResponse>>,
  Fits<ReplyOf<'readState'>, Loose<GetStateInfoResponse>>,
  Fits<ReplyOf<'listTimezones'>, Loose<GetTimezoneListResponse>>,
  Fits<ReplyOf<'readTimezone'>, Loose<TimezoneInfoBase>>,
  Fits<ReplyOf<'listLanguages'>, Loose<LanguageList>>,
  Fits<ReplyOf<'readLanguage'>, Loose<LanguageInfo>>,
  Fits<ReplyOf<'listFaxCoverPages'>, Loose<ListFaxCoverPagesResponse>>,
  Fits<ReplyOf<'listForwardingNumbers'>, Loose<GetExtensionForwardingNumberListResponse>>,
  Fits<ReplyOf<'createForwardingNumber'>, Loose<ForwardingNumberInfo>>,
  Fits<ReplyOf<'readForwardingNumber'>, Loose<ForwardingNumberInfo>>,
  Fits<ReplyOf<'updateForwardingNumber'>, Loose<ForwardingNumberInfo>>,
  Fits<ReplyOf<'readAuthorizationProfile'>, Loose<AuthProfileResource>>,
  Fits<ReplyOf<'checkUserPermission'>, Loose<AuthProfileCheckResource>>,
  Fits<ReplyOf<'listStandardUserRole'>, Loose<RolesCollectionResource>>,
  Fits<ReplyOf<'readStandardUserRole'>, Loose<RoleResource>>,
]

// The client, which is newer, has types of numbers that the specification of 2024-05-29 does not let one add.
type AddedNumber = Omit<Full<CreateForwardingNumberRequest>, 'type'>

type Bodies = [
  Fits<AddedNumber, BodyOf<'createForwardingNumber'>>,
  Fits<Full<DeleteForwardingNumbersRequest>, BodyOf<'deleteForwardingNumbers'>>,
]

test('replies and bodies of these agree with the types of @rc-ex/core', () => {
  const compiled: [Replies['length'], Bodies['length']] = [19, 2]
  assert.deepEqual(compiled, [19, 2])
})
