// One request over HTTP, as any client would send it.

export interface Asked {
  query: string;
  variables?: Record<string, unknown> | null | undefined;
  operationName?: string | null | undefined;
}

export interface Remedy {
  mutation: string;
  variables: Record<string, unknown>;
  label: string;
}

export interface Refusal {
  message: string;
  extensions?: {
    code?: string;
    hint?: string | null;
    remedies?: Remedy[];
    fields?: Record<string, string> | null;
    corrId?: string;
  };
}

export interface Cost {
  requested: number;
  limit: number;
  remaining: number;
  restoreRate: number;
}

export interface Result {
  data?: Record<string, unknown> | null;
  errors?: Refusal[];
  extensions?: { cost?: Cost };
}

const ACCEPT = "application/graphql-response+json, application/json;q=0.9";

export async function post(asked: Asked, token: string | null, more: HeadersInit = {}): Promise<Result> {
  const headers = new Headers({ "content-type": "application/json", accept: ACCEPT });
  if (token) headers.set("authorization", `Bearer ${token}`);
  new Headers(more).forEach((value, name) => headers.set(name, value));
  const { query, variables, operationName } = asked;
  const body = JSON.stringify({ query, variables, operationName });
  const response = await fetch("/graphql", { method: "POST", headers, body }).catch(() => null);
  if (response === null) return refused("The server cannot be reached.", "Is it running? Then try again.");
  return (await response.json()) as Result;
}

/** A refusal made here, in the form of the server's. */
export function refused(message: string, hint: string): Result {
  return { errors: [{ message, extensions: { hint } }] };
}

export const codeOf = (result: Result): string | undefined => result.errors?.[0]?.extensions?.code;
