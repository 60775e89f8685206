import { createRequire } from 'node:module'
import type { GraphQLResponse, RequestParameters, Variables } from 'relay-runtime'
import FollowThread, { type talkFollowThreadSubscription } from '../generated/relay/talkFollowThreadSubscription.graphql.ts'
import Say, { type talkSayMutation } from '../generated/relay/talkSayMutation.graphql.ts'
import WhoAmI, { type talkWhoAmIQuery } from '../generated/relay/talkWhoAmIQuery.graphql.ts'
import { NOWHERE, authorization, play, socket, stage } from './stage.ts'

const relay = createRequire(import.meta.url)('relay-runtime') as typeof import('relay-runtime')
const { Environment, Network, Observable, RecordSource, Store } = relay
const { threadId } = stage
const line = socket()

class Refused extends Error {
  code: unknown

  constructor(code: unknown) {
    super('refused')
    this.code = code
  }
}

/** Relay compiled the texts away: what travels is the id of a trusted document. */
function request({ id }: RequestParameters, variables: Variables) {
  return { documentId: id, variables }
}

async function overHttp(params: RequestParameters, variables: Variables): Promise<GraphQLResponse> {
  const headers = { authorization, 'content-type': 'application/json', accept: 'application/graphql-response+json' }
  const body = JSON.stringify(request(params, variables))
  const answer = await (await fetch(stage.url, { method: 'POST', headers, body })).json()
  if (answer.errors) throw new Refused(answer.errors[0].extensions.code)
  return answer
}

function overTheSocket(params: RequestParameters, variables: Variables) {
  return Observable.create<GraphQLResponse>((sink) =>
    line.subscribe({ query: '', ...request(params, variables) }, {
      next: (answer) => sink.next(answer as GraphQLResponse),
      error: (problem) => sink.error(problem instanceof Error ? problem : new Error('cut', { cause: problem })),
      complete: () => sink.complete(),
    }),
  )
}

const environment = new Environment({
  network: Network.create(overHttp, overTheSocket),
  store: new Store(new RecordSource()),
})
const onlyLive = new Environment({
  network: Network.create(overTheSocket),
  store: new Store(new RecordSource()),
})

async function whoAmI(by: typeof environment) {
  return (await relay.fetchQuery<talkWhoAmIQuery>(by, WhoAmI, {}).toPromise())?.me?.userId
}

function say(text: string, to: string = threadId) {
  return new Promise<string | null | undefined>((resolve, reject) => {
    relay.commitMutation<talkSayMutation>(environment, {
      mutation: Say,
      variables: { threadId: to, text },
      onCompleted: (answer) => resolve(answer.sendMessage.bodyText),
      onError: reject,
    })
  })
}

await play({
  whoAmI: () => whoAmI(environment),
  whoAmIOverTheSocket: () => whoAmI(onlyLive),
  say,
  refusal: () => say('anybody?', NOWHERE).catch((problem: unknown) => (problem instanceof Refused ? problem.code : problem)),
  follow(after, follower) {
    const running = relay.requestSubscription<talkFollowThreadSubscription>(environment, {
      subscription: FollowThread,
      variables: { threadId, after },
      onNext: (answer) => answer && follower.next(answer.threadEvents),
      onError: (problem) => follower.error(problem),
      onCompleted: () => follower.complete(),
    })
    return () => running.dispose()
  },
})
