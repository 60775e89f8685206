export interface Follower<Event> {
  next(event: Event): void
  error(problem: unknown): void
  complete(): void
}

/** Subscribes to what comes after a cursor (null: from now on); answers how to stop. */
export type Subscribe<Event> = (after: string | null, follower: Follower<Event>) => () => void

export interface Patience {
  /** Milliseconds between two attempts. */
  pause: number
  /** Attempts in a row that may bring nothing. */
  attempts: number
}

/**
 * Live events, each once and in order, over cut sockets and restarted servers: whatever breaks off is taken up again
 * after the last event that was handed out. Ends when the server completes; throws when patience does.
 */
export async function* follow<Event extends { cursor?: string | null }>(
  subscribe: Subscribe<Event>,
  { pause, attempts }: Patience = { pause: 1000, attempts: 60 },
): AsyncGenerator<Event, void, void> {
  let after: string | null = null
  for (let failed = 0; ; ) {
    try {
      for await (const event of stream(subscribe, after)) {
        failed = 0
        // What is not kept, such as presence, has no cursor.
        after = event.cursor ?? after
        yield event
      }
      return
    } catch (problem) {
      if (++failed >= attempts) throw problem
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
}

/** One subscription. What had come but was not read when it broke off is dropped here, and comes again. */
function stream<Event>(subscribe: Subscribe<Event>, after: string | null): ReadableStream<Event> {
  let isOpen = true
  let stop = (): void => undefined
  // Libraries may tell of one end twice, as a problem and as a completion; the first word holds.
  const once = (end: () => void): void => {
    if (isOpen) end()
    isOpen = false
  }
  return new ReadableStream<Event>({
    start(events) {
      stop = subscribe(after, {
        next: (event) => isOpen && events.enqueue(event),
        error: (problem) => once(() => events.error(problem)),
        complete: () => once(() => events.close()),
      })
    },
    cancel() {
      isOpen = false
      stop()
    },
  })
}
