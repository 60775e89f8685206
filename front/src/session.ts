// Who is signed in. Tokens stay in memory; only the server's HttpOnly cookie outlives the page.
import { config } from "./config";
import { Store } from "./store";
import { codeOf, post, type Result } from "./wire";

interface Session {
  email: string | null;
  token: string | null;
  problem: string | null;
}

interface Opened {
  accessToken: string;
  refreshToken: string;
  account: { email: string };
}

const ANSWER = "{ accessToken refreshToken account { email } }";
const SIGN_IN = `mutation SignIn($email: String!, $password: String!) {
  session: signIn(email: $email, password: $password) ${ANSWER}
}`;
const REFRESH = `mutation Refresh($token: String) {
  session: refreshSession(refreshToken: $token) ${ANSWER}
}`;
const SIGN_OUT = "mutation SignOut { signOut }";
const EXPIRED = new Set(["UNAUTHENTICATED", "AUTH_EXPIRED"]);

// Everybody played since the page was opened: changing between them must not use up their ration of sign-ins.
const played = new Map<string, Opened>();

export const session = new Store<Session>({ email: null, token: null, problem: null });

export const isExpired = (result: Result): boolean => EXPIRED.has(codeOf(result) ?? "");

export async function signIn(email: string, password = config.password ?? ""): Promise<boolean> {
  const result = await post({ query: SIGN_IN, variables: { email, password } }, null);
  return opened(result) || failed(result);
}

/** As signIn, unless we have been this person before. */
export async function become(email: string): Promise<boolean> {
  const before = played.get(email);
  if (!before) return signIn(email);
  session.set({ email, token: before.accessToken, problem: null });
  return true;
}

/** Goes on with the session of the cookie, as after a reload; quietly stays a guest without one. */
export async function resume(): Promise<void> {
  opened(await post({ query: REFRESH }, null));
}

/** A new token for whoever is signed in, when the last one ran out. */
export async function renew(): Promise<boolean> {
  const { email } = session.get();
  if (email === null) return false;
  // Another window may have swapped the refresh token since; the cookie is the newest there is, of whomever.
  if (await refreshed(email, null)) return true;
  const before = played.get(email);
  if (before && (await refreshed(email, before.refreshToken))) return true;
  played.delete(email);
  if (config.people.some((person) => person.email === email)) return signIn(email);
  session.set({ email: null, token: null, problem: "The session has ended. Sign in again." });
  return false;
}

async function refreshed(email: string, token: string | null): Promise<boolean> {
  const result = await post({ query: REFRESH, variables: { token } }, null);
  const answer = openedIn(result);
  if (answer) played.set(answer.account.email, answer);
  return answer?.account.email === email && opened(result);
}

export async function signOut(): Promise<void> {
  const { email, token } = session.get();
  await post({ query: SIGN_OUT }, token);
  if (email !== null) played.delete(email);
  session.set({ email: null, token: null, problem: null });
}

const openedIn = (result: Result): Opened | undefined => result.data?.["session"] as Opened | undefined;

function opened(result: Result): boolean {
  const answer = openedIn(result);
  if (!answer) return false;
  played.set(answer.account.email, answer);
  session.set({ email: answer.account.email, token: answer.accessToken, problem: null });
  return true;
}

function failed(result: Result): false {
  session.set({ email: null, token: null, problem: result.errors?.[0]?.message ?? "That did not work." });
  return false;
}
