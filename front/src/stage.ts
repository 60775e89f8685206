// Stage directions of examples, in comments above the operation, and {{names}} in variables. See examples/README.md;
// tests/examples.py reads the same.
import { businessNow } from "./clock";

export interface Directions {
  /** The first words: what the step shows. */
  what: string;
  /** Who does it: a demo person by the first part of their address, or nobody in particular. */
  as: string | null;
  /** What later steps want to know: name = path into the answer's data. */
  keep: { name: string; path: string }[];
}

// Ids, kept where another window of ours and the next visit find them.
const KEPT = "rastup:kept";
const keptNow = (): Record<string, unknown> =>
  JSON.parse(localStorage.getItem(KEPT) ?? "{}") as Record<string, unknown>;

export function directionsOf(document: string): Directions {
  const found: Directions = { what: "", as: null, keep: [] };
  for (const line of document.split("\n")) {
    if (!line.startsWith("#")) break;
    const [, word, rest = ""] = /^#\s*(?:(As|Keep|Refused):\s*)?(.*)$/.exec(line) ?? [];
    if (word === "As") found.as = rest.trim();
    else if (word === "Keep") found.keep.push(...rest.split(",").map(pair));
    else if (word === undefined) found.what = `${found.what} ${rest}`.trim();
  }
  return found;
}

function pair(text: string): { name: string; path: string } {
  const [name = "", path = ""] = text.split("=").map((part) => part.trim());
  return { name, path };
}

/** Remembers what the directions ask for; an answer that lacks it changes nothing. */
export function remember(directions: Directions, data: unknown): void {
  const kept = keptNow();
  for (const { name, path } of directions.keep) {
    const value = path.split(".").reduce<unknown>((at, key) => (at as Record<string, unknown> | null)?.[key], data);
    if (value !== undefined && value !== null) kept[name] = value;
  }
  localStorage.setItem(KEPT, JSON.stringify(kept));
}

/** Puts values in the place of {{names}}. Throws a sentence about the first that nobody has kept. */
export function filled<T>(value: T): T {
  if (typeof value === "string") return filledText(value) as T;
  if (Array.isArray(value)) return value.map(filled) as T;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, filled(part)])) as T;
}

function filledText(text: string): unknown {
  const whole = /^\{\{([^}]+)\}\}$/.exec(text);
  if (whole) return valueOf(whole[1]!);
  return text.replace(/\{\{([^}]+)\}\}/g, (_, name: string) => String(valueOf(name)));
}

function valueOf(name: string): unknown {
  const day = /^today(?:\+(\d+))?$/.exec(name);
  if (day) return new Date(businessNow().getTime() + Number(day[1] ?? 0) * 86_400_000).toISOString().slice(0, 10);
  if (name === "unique") return crypto.randomUUID().slice(0, 8);
  const value = keptNow()[name];
  if (value === undefined) throw new Error(`{{${name}}} comes from an earlier example: run the tabs before this one.`);
  return value;
}
