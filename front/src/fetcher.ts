// What happens when somebody presses play.
import type { Fetcher, FetcherOpts, FetcherParams } from "@graphiql/toolkit";
import { Kind, type OperationDefinitionNode, parse } from "graphql";
import { config } from "./config";
import { become, isExpired, renew, session } from "./session";
import { subscribe } from "./socket";
import { type Directions, directionsOf, filled, remember } from "./stage";
import { Store } from "./store";
import { type Asked, type Cost, type Refusal, post, refused, type Result } from "./wire";

/** What the last answer said beside its data. */
export const told = new Store<{ cost: Cost | null; refusals: Refusal[] }>({ cost: null, refusals: [] });

// The answers are the server's JSON, which GraphiQL only prints; its type asks for GraphQLError objects.
export const fetcher = play as unknown as Fetcher;

async function play(asked: FetcherParams, options?: FetcherOpts): Promise<Result | AsyncIterable<Result>> {
  if (asked.operationName === "IntrospectionQuery") return authorised(asked);
  const directions = directionsOf(asked.query);
  const operation = operationOf(asked);
  // The name that GraphiQL gives may still be that of the tab before.
  const ready = await prepared({ ...asked, operationName: operation?.name?.value ?? null }, directions);
  if (!("query" in ready)) return noted(ready);
  if (operation?.operation === "subscription") return heard(subscribe(ready), directions);
  const result = await authorised(ready, options?.headers as Record<string, string> | undefined);
  remember(directions, result.data);
  return noted(result);
}

/** The right person, and variables with their values. */
async function prepared(asked: Asked, directions: Directions): Promise<Asked | Result> {
  told.set({ refusals: [] });
  const person = config.people.find(({ email }) => email.split("@")[0] === directions.as);
  if (person && person.email !== session.get().email && !(await become(person.email)))
    return refused(session.get().problem ?? "", `This example is played by ${person.email}.`);
  try {
    return { ...asked, variables: filled(asked.variables ?? null) };
  } catch (missing) {
    return refused((missing as Error).message, "The examples are steps of one story.");
  }
}

/** An access token lives for minutes, of business time: when it has run out, one more try with a new one. */
async function authorised(asked: Asked, headers?: Record<string, string>): Promise<Result> {
  const result = await post(asked, session.get().token, headers);
  if (session.get().token === null || !isExpired(result)) return result;
  return (await renew()) ? post(asked, session.get().token, headers) : result;
}

async function* heard(events: AsyncIterable<Result>, directions: Directions): AsyncGenerator<Result> {
  try {
    for await (const event of events) {
      remember(directions, event.data);
      yield noted(event);
    }
  } catch (refusals) {
    yield noted({ errors: Array.isArray(refusals) ? (refusals as Refusal[]) : [broken(refusals)] });
  }
}

function broken(reason: unknown): Refusal {
  const { code, reason: words } = reason as { code?: number; reason?: string };
  return { message: `The socket was closed${code ? ` with ${code}` : ""}${words ? `: ${words}` : ""}.` };
}

function noted(result: Result): Result {
  told.set({ refusals: result.errors ?? [], ...(result.extensions?.cost && { cost: result.extensions.cost }) });
  return result;
}

/** The operation that is meant: the one of that name, or the only one. None when the document does not parse. */
function operationOf({ query, operationName }: Asked): OperationDefinitionNode | undefined {
  try {
    const found = parse(query).definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
    return found.length === 1 ? found[0] : found.find((node) => node.name?.value === operationName);
  } catch {
    return undefined;
  }
}
