import { print } from 'graphql'
import { ClientError, GraphQLClient } from 'graphql-request'
import {
  FollowThreadDocument,
  SayDocument,
  WhoAmIDocument,
  type FollowThreadSubscription,
  type WhoAmIQuery,
} from '../generated/graphql.ts'
import { NOWHERE, authorization, play, socket, stage } from './stage.ts'

// graphql-request speaks HTTP only; its users pair it with graphql-ws.
const { threadId } = stage
const client = new GraphQLClient(stage.url, { headers: { authorization } })
const line = socket()

async function say(text: string, to: string = threadId) {
  return (await client.request(SayDocument, { threadId: to, text })).sendMessage.bodyText
}

async function whoAmIOverTheSocket() {
  for await (const { data } of line.iterate<WhoAmIQuery>({ query: print(WhoAmIDocument) })) return data?.me?.userId
  return undefined
}

await play({
  whoAmI: async () => (await client.request(WhoAmIDocument)).me?.userId,
  whoAmIOverTheSocket,
  say,
  refusal: () =>
    say('anybody?', NOWHERE).catch((problem: unknown) =>
      problem instanceof ClientError ? problem.response.errors?.[0]?.extensions['code'] : String(problem),
    ),
  follow(after, follower) {
    const payload = { query: print(FollowThreadDocument), variables: { threadId, after } }
    return line.subscribe<FollowThreadSubscription>(payload, {
      next: ({ data, errors }) => (data ? follower.next(data.threadEvents) : follower.error(errors)),
      error: (problem) => follower.error(problem),
      complete: () => follower.complete(),
    })
  },
})
