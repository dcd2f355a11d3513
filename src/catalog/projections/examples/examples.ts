// Working code for a method: for curl, @ringcentral/sdk and @rc-ex/core, to the platform (or RingCentral)
// directly and through the gateway. Made from the method's row; a test runs every one of them.
import type { Method } from '../../method.ts'
import type { MethodId } from '../../methods.ts'
import type { Examples, ExampleWay } from './clients.ts'
import { curl } from './curl.ts'
import { rcExCore } from './rc-ex-core.ts'
import { ringCentralSdk } from './ringcentral-sdk.ts'
import { sampleOf } from './sample.ts'

/** The examples of a method. */
export function examplesOf(id: MethodId, method: Method): Examples {
  const sample = sampleOf(id, method)
  const ways = (write: (way: ExampleWay) => string) => ({
    gateway: write('gateway'),
    direct: write('direct'),
  })
  return {
    curl: ways((way) => curl(method, sample, way)),
    sdk: ways((way) => ringCentralSdk(method, sample, way)),
    core: ways((way) => rcExCore(id, method, sample, way)),
  }
}
