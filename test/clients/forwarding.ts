// Forwarding numbers as a developer keeps them with @rc-ex/core, and what a user may do. Each call makes what it is about, and
// takes it away again, since there can be few.
import type RingCentral from '@rc-ex/core'
import type { forwardingNumbers } from '#catalog/siblings/forwarding-numbers'
import type { userPermissions } from '#catalog/siblings/user-permissions'

type Drive = (rc: RingCentral) => Promise<unknown>

const extension = (rc: RingCentral) => rc.restapi().account().extension()

/** Does something with a number that is there as long. */
async function withNumber<T>(rc: RingCentral, act: (id: string) => Promise<T>): Promise<T> {
  const { id = '' } = await extension(rc)
    .forwardingNumber()
    .post({ type: 'Other', label: 'Workshop', phoneNumber: '+14155550177' })
  try {
    return await act(id)
  } finally {
    const { records = [] } = await extension(rc).forwardingNumber().list()
    if (records.some((one) => one.id === id)) await extension(rc).forwardingNumber(id).delete()
  }
}

/** How each method is called. */
export const driveForwarding: Readonly<
  Record<keyof typeof forwardingNumbers | keyof typeof userPermissions, Drive>
> = {
  listForwardingNumbers: (rc) => extension(rc).forwardingNumber().list(),
  createForwardingNumber: (rc) => withNumber(rc, async (id) => id),
  deleteForwardingNumbers: (rc) =>
    withNumber(rc, (id) =>
      extension(rc)
        .forwardingNumber()
        .deleteAll({ records: [{ forwardingNumberId: id }] }),
    ),
  readForwardingNumber: (rc) => withNumber(rc, (id) => extension(rc).forwardingNumber(id).get()),
  updateForwardingNumber: (rc) =>
    withNumber(rc, (id) => extension(rc).forwardingNumber(id).put({ label: 'Cutting room' })),
  deleteForwardingNumber: (rc) =>
    withNumber(rc, (id) => extension(rc).forwardingNumber(id).delete()),
  readAuthorizationProfile: (rc) => extension(rc).authzProfile().get(),
  checkUserPermission: (rc) =>
    extension(rc).authzProfile().check().get({ permissionId: 'ReadCallLog' }),
}
