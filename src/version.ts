// The version of the product: that of its package.
import product from '../package.json' with { type: 'json' }

/** As in `0.1.0`. */
export const version: string = product.version
