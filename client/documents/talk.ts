import { graphql } from 'relay-runtime'

/**
 * The same documents as Relay wants them: written in modules, read by relay-compiler. In an application a plugin of
 * the bundler puts what was compiled in their place; smoke/relay.ts, which is not bundled, imports it by itself.
 */
export const documents = (): unknown[] => [
  graphql`
    query talkWhoAmIQuery {
      me {
        userId
      }
    }
  `,
  graphql`
    mutation talkSayMutation($threadId: ID!, $text: String!) {
      sendMessage(threadId: $threadId, text: $text) {
        messageId
        bodyText
      }
    }
  `,
  graphql`
    subscription talkFollowThreadSubscription($threadId: ID!, $after: ID) {
      threadEvents(threadId: $threadId, after: $after) {
        cursor
        type
        message {
          bodyText
        }
      }
    }
  `,
]
