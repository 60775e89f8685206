import { Client, cacheExchange, fetchExchange, subscriptionExchange } from '@urql/core'
import { FollowThreadDocument, SayDocument, WhoAmIDocument } from '../generated/graphql.ts'
import { NOWHERE, authorization, play, socket, stage } from './stage.ts'

const { threadId } = stage
const line = socket()

function live(enableAllOperations: boolean) {
  return subscriptionExchange({
    enableAllOperations,
    forwardSubscription: (request) => ({
      subscribe: (sink) => ({ unsubscribe: line.subscribe({ ...request, query: request.query ?? '' }, sink) }),
    }),
  })
}

const common = { url: stage.url, fetchOptions: { headers: { authorization } }, preferGetMethod: false }
const client = new Client({ ...common, exchanges: [cacheExchange, live(false), fetchExchange] })
const onlyLive = new Client({ ...common, exchanges: [live(true)] })

await play({
  whoAmI: async () => (await client.query(WhoAmIDocument, {})).data?.me?.userId,
  whoAmIOverTheSocket: async () => (await onlyLive.query(WhoAmIDocument, {})).data?.me?.userId,
  say: async (text) => (await client.mutation(SayDocument, { threadId, text })).data?.sendMessage.bodyText,
  refusal: async () => {
    const { error } = await client.mutation(SayDocument, { threadId: NOWHERE, text: 'anybody?' })
    return error?.graphQLErrors[0]?.extensions['code']
  },
  follow(after, follower) {
    const events = client.subscription(FollowThreadDocument, { threadId, after })
    const { unsubscribe } = events.subscribe(({ data, error }) =>
      data ? follower.next(data.threadEvents) : follower.error(error),
    )
    return unsubscribe
  },
})
