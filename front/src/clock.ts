// The business clock of a development server.
import { config } from "./config";
import { Store } from "./store";
import { post } from "./wire";

interface Clock {
  /** How far business time is ahead of this machine's, in milliseconds; null until it is known. */
  ahead: number | null;
  isMoving: boolean;
  /** What the last move set off. */
  note: string | null;
}

interface Moved {
  now: string;
  fired?: { kind: string; outcome: string }[];
}

const READ = "query Clock { devClock { now } }";
const MOVE = `mutation Move($seconds: Int!) {
  devClockAdvance(seconds: $seconds) { now fired { kind outcome } }
}`;

export const clock = new Store<Clock>({ ahead: null, isMoving: false, note: null });

export const businessNow = (): Date => new Date(Date.now() + (clock.get().ahead ?? 0));

export async function readClock(): Promise<void> {
  if (!config.movesTime) return;
  const result = await post({ query: READ }, null);
  keep(result.data?.["devClock"] as Moved | undefined);
}

export async function moveClock(seconds: number): Promise<void> {
  clock.set({ isMoving: true, note: null });
  const result = await post({ query: MOVE, variables: { seconds } }, null);
  const moved = result.data?.["devClockAdvance"] as Moved | undefined;
  keep(moved);
  clock.set({ isMoving: false, note: moved ? told(moved) : (result.errors?.[0]?.message ?? null) });
}

function keep(moved: Moved | undefined): void {
  if (moved) clock.set({ ahead: Date.parse(moved.now) - Date.now() });
}

function told({ fired = [] }: Moved): string {
  const counts = new Map<string, number>();
  for (const { kind } of fired) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const parts = [...counts].map(([kind, count]) => (count > 1 ? `${count} × ${kind}` : kind));
  return parts.length ? `Set off: ${parts.join(", ")}` : "Nothing fell due";
}
