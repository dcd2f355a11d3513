// A bare @fastify/http-proxy, the peer of the gateway: `node http-proxy.mjs PORT UPSTREAM`. It passes
// everything on and does nothing else: no token, no decision, no audit. JavaScript, since its packages
// are there only after `npm run bench` has installed the peers.
import proxy from '@fastify/http-proxy'
import fastify from 'fastify'

const [port, upstream] = process.argv.slice(2)
const app = fastify({ logger: false })
await app.register(proxy, { upstream })
await app.listen({ port: Number(port), host: '127.0.0.1' })
console.log('ready')
