// The thread that faxes are rendered in: one job at a time, as renderer.ts hands them over.
import { parentPort } from 'node:worker_threads'
import { type FaxJob, renderFax } from './render.ts'

// The library remarks on broken documents; what matters of it is in the rendering.
for (const say of ['log', 'warn', 'error'] as const) console[say] = () => {}

parentPort?.on('message', (job: FaxJob) => {
  void renderFax(job).then((rendering) => {
    const bytes = 'bytes' in rendering ? rendering.bytes : null
    const memory = bytes?.buffer instanceof ArrayBuffer ? [bytes.buffer] : []
    parentPort?.postMessage(rendering, memory)
  })
})
