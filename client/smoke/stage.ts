import { createClient, type Client } from 'graphql-ws'
import { follow, type Subscribe } from '../src/follow.ts'

interface Given {
  url: string
  live: string
  token: string
  threadId: string
}

export interface Heard {
  cursor?: string | null | undefined
  type: string
  message?: { bodyText?: string | null | undefined } | null | undefined
}

/** What every client library has to be able to do. */
export interface Player {
  whoAmI(): Promise<string | undefined>
  whoAmIOverTheSocket(): Promise<string | undefined>
  say(text: string): Promise<string | null | undefined>
  /** The code of the refusal that saying something in a thread that is not there meets. */
  refusal(): Promise<unknown>
  follow: Subscribe<Heard>
}

const [given] = process.argv.slice(2)
export const stage: Given = JSON.parse(given ?? '{}')
export const authorization = `Bearer ${stage.token}`
export const NOWHERE = 'thr_00000000000000000000000000'

/** A socket that leaves coming back to `follow`, which knows where it was. */
export function socket(): Client {
  return createClient({ url: stage.live, connectionParams: { authorization }, retryAttempts: 0 })
}

/** Plays all of it; the test reads the lines, speaks in the thread, and restarts the server in between. */
export async function play(player: Player): Promise<void> {
  const did = {
    whoAmI: await player.whoAmI(),
    whoAmIOverTheSocket: await player.whoAmIOverTheSocket(),
    said: await player.say('hello'),
    refusal: await player.refusal(),
  }
  const heard: string[] = []
  let isFollowing = false
  for await (const event of follow(player.follow, { pause: 50, attempts: 200 })) {
    // The first that one sees is oneself, arriving.
    if (!isFollowing) tell({ following: (isFollowing = true) })
    const text = event.type === 'message.new' ? event.message?.bodyText : null
    if (!text) continue
    heard.push(text)
    tell({ heard: text })
    if (text === 'three') break
  }
  tell({ did, heard })
  process.exit(0)
}

function tell(line: object): void {
  process.stdout.write(JSON.stringify(line) + '\n')
}
