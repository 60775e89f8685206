import { createHash } from 'node:crypto'
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache } from '@apollo/client'
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { FollowThreadDocument, SayDocument, WhoAmIDocument } from '../generated/graphql.ts'
import { NOWHERE, authorization, play, socket, stage } from './stage.ts'

const { threadId } = stage
const sent: unknown[] = []
const http = new PersistedQueryLink({
  sha256: (text: string) => createHash('sha256').update(text).digest('hex'),
  useGETForHashedQueries: true,
}).concat(
  new HttpLink({
    uri: stage.url,
    headers: { authorization },
    fetch: (input, init) => {
      sent.push(init?.method)
      return fetch(input, init)
    },
  }),
)
const live = new GraphQLWsLink(socket())
const link = ApolloLink.split(({ operationType }) => operationType === 'subscription', live, http)
const client = new ApolloClient({ link, cache: new InMemoryCache() })
const onlyLive = new ApolloClient({ link: live, cache: new InMemoryCache() })

async function say(text: string, to: string = threadId) {
  const { data } = await client.mutate({ mutation: SayDocument, variables: { threadId: to, text } })
  return data?.sendMessage.bodyText
}

/** Asked twice: by a hash that is unknown, by the text with it, and then by the hash alone. */
async function whoAmI() {
  await client.query({ query: WhoAmIDocument, fetchPolicy: 'no-cache' })
  const { data } = await client.query({ query: WhoAmIDocument, fetchPolicy: 'no-cache' })
  if (sent.join() !== 'GET,POST,GET') throw new Error(`The persisted query went by ${sent.join()}`)
  return data?.me?.userId
}

await play({
  whoAmI,
  whoAmIOverTheSocket: async () => (await onlyLive.query({ query: WhoAmIDocument })).data?.me?.userId,
  say,
  refusal: () =>
    say('anybody?', NOWHERE).catch((problem: unknown) =>
      CombinedGraphQLErrors.is(problem) ? problem.errors[0]?.extensions?.['code'] : String(problem),
    ),
  follow(after, follower) {
    const events = client.subscribe({ query: FollowThreadDocument, variables: { threadId, after } })
    const running = events.subscribe({
      next: ({ data, error }) => (data ? follower.next(data.threadEvents) : follower.error(error)),
      error: (problem) => follower.error(problem),
      complete: () => follower.complete(),
    })
    return () => running.unsubscribe()
  },
})
