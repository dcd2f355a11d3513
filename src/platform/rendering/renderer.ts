// Where faxes are rendered: a thread beside the server, started with the first one and gone when there is
// nothing to do, so that no document, however it was made, can hold up a call or fill the memory.
import { Worker } from 'node:worker_threads'
import type { FaxJob, Rendering } from './render.ts'

/** What a document may cost. */
export interface RendererLimits {
  readonly seconds: number
  readonly megabytes: number
  /** How long the thread is kept with nothing to do. */
  readonly idleSeconds: number
}

/** Renders faxes, one after the other. */
export interface Renderer {
  /** Never rejects: what takes too long or too much is a problem of the document. */
  render(job: FaxJob): Promise<Rendering>
}

const usualLimits: RendererLimits = { seconds: 20, megabytes: 512, idleSeconds: 10 }
const watchMs = 50
const mebibyte = 2 ** 20

/** Beside this file as it is written, or as it is bundled. */
const entry = new URL(
  import.meta.url.endsWith('.ts') ? './worker.ts' : './fax-worker.js',
  import.meta.url,
)

/** A renderer with a thread of its own. */
export function createRenderer(limits: RendererLimits = usualLimits): Renderer {
  let worker: Worker | null = null
  let settle: (rendering: Rendering) => void = () => {}
  let idle: NodeJS.Timeout | undefined
  let last: Promise<unknown> = Promise.resolve()

  function start(): Worker {
    const made = new Worker(entry, {
      // What the process was started with is not for it.
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: limits.megabytes },
    })
    const ended = (why: string) => {
      if (worker === made) give(why)
    }
    made.on('message', (rendering: Rendering) => settle(rendering))
    made.on('error', (error) => ended(`It cannot be rendered: ${String(error)}`))
    made.on('exit', () => ended('It cannot be rendered.'))
    return made
  }

  function stop(): void {
    void worker?.terminate()
    worker = null
  }

  /** Gives up on the job, and on the thread with it. */
  function give(problem: string): void {
    stop()
    settle({ problem })
  }

  async function run(job: FaxJob): Promise<Rendering> {
    clearTimeout(idle)
    const thread = (worker ??= start())
    // The process waits for a job, but not for a thread that has none.
    thread.ref()
    const tooLong = `It takes over ${limits.seconds} seconds.`
    const deadline = setTimeout(() => give(tooLong), limits.seconds * 1000)
    const watch = setInterval(() => {
      void memoryOf(thread).then((bytes) => {
        if (worker === thread && bytes > limits.megabytes * mebibyte) {
          give('It takes too much memory.')
        }
      })
    }, watchMs)
    try {
      return await new Promise<Rendering>((resolve) => {
        settle = resolve
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
        thread.postMessage(job)
      })
    } finally {
      clearTimeout(deadline)
      clearInterval(watch)
      thread.unref()
      idle = setTimeout(stop, limits.idleSeconds * 1000)
      idle.unref()
    }
  }

  return {
    render(job) {
      const rendering = last.then(() => run(job))
      last = rendering.catch(() => {})
      return rendering
    },
  }
}

/** What a thread holds beside its heap, which is limited already, and that too. */
async function memoryOf(thread: Worker): Promise<number> {
  try {
    const { used_heap_size: heap, external_memory: outside } = await thread.getHeapStatistics()
    return heap + outside
  } catch {
    return 0 // it has ended
  }
}

/** The renderer of this process. It keeps nothing of what it renders, so all platforms share its thread. */
export const renderer: Renderer = createRenderer()
