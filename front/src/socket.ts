// Subscriptions, over one graphql-transport-ws socket per person.
import { type Client, createClient } from "graphql-ws";
import { renew, session } from "./session";
import type { Asked, Result } from "./wire";

let open: { client: Client; email: string | null } | null = null;

export function subscribe(asked: Asked): AsyncIterableIterator<Result> {
  const { query, variables, operationName } = asked;
  const payload = { query, variables: variables ?? null, operationName: operationName ?? null };
  return client().iterate(payload) as AsyncIterableIterator<Result>;
}

/** The socket of whoever is signed in now; somebody else's is closed first. */
function client(): Client {
  const { email } = session.get();
  if (open?.email === email) return open.client;
  void open?.client.dispose();
  open = { client: connect(), email };
  return open.client;
}

function connect(): Client {
  let first = true;
  return createClient({
    url: `${location.origin.replace(/^http/, "ws")}/graphql`,
    connectionParams: async () => {
      // A second connection follows a broken one, and a token that ran out is a usual reason.
      if (!first) await renew();
      first = false;
      const { token } = session.get();
      return token ? { authorization: `Bearer ${token}` } : {};
    },
    retryAttempts: 5,
  });
}
