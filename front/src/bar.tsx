// Over the editor: who I am, what time it is, what it costs.
import { type FormEvent, useEffect, useState } from "react";
import { clock, moveClock, readClock } from "./clock";
import { config } from "./config";
import { told } from "./fetcher";
import { become, session, signIn, signOut } from "./session";

const MOVES: [string, number][] = [
  ["+15 min", 900],
  ["+1 h", 3_600],
  ["+1 day", 86_400],
  ["+1 week", 604_800],
];

export function Bar() {
  return (
    <header className="bar">
      <strong className="bar-name">RastUp</strong>
      <Person />
      {config.movesTime && <Time />}
      <CostMeter />
    </header>
  );
}

function Person() {
  const { email, problem } = session.use();
  const [other, setOther] = useState(config.people.length === 0);
  const isKnown = email === null || config.people.some((person) => person.email === email);
  const choose = (value: string): void => {
    setOther(value === "other");
    if (value === "") void signOut();
    else if (value !== "other") void become(value);
  };
  return (
    <section className="bar-part" aria-label="Signed in as">
      <select
        aria-label="Who I am"
        data-signed-in={email ?? ""}
        value={other ? "other" : (email ?? "")}
        onChange={(event) => choose(event.target.value)}
      >
        <option value="">A guest</option>
        {!isKnown && <option value={email}>{email}</option>}
        {config.people.map((person) => (
          <option key={person.email} value={person.email}>
            {person.email.split("@")[0]} · {person.what}
          </option>
        ))}
        <option value="other">Somebody else …</option>
      </select>
      {other && <Door done={() => setOther(false)} />}
      {problem && <span role="alert">{problem}</span>}
    </section>
  );
}

function Door({ done }: { done: () => void }) {
  const enter = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    if (await signIn(String(form.get("email")), String(form.get("password")))) done();
  };
  return (
    <form className="bar-part" onSubmit={(event) => void enter(event)}>
      <input name="email" type="email" aria-label="Email" placeholder="email" autoComplete="username" required />
      <input
        name="password"
        type="password"
        aria-label="Password"
        placeholder="password"
        autoComplete="current-password"
        required
      />
      <button>Sign in</button>
    </form>
  );
}

function Time() {
  const { ahead, isMoving, note } = clock.use();
  const [, tick] = useState(0);
  useEffect(() => {
    void readClock();
    const ticking = setInterval(() => tick((count) => count + 1), 1_000);
    return () => clearInterval(ticking);
  }, []);
  const now = ahead === null ? null : new Date(Date.now() + ahead);
  return (
    <section className="bar-part" aria-label="Business clock">
      <time dateTime={now?.toISOString()} title="Business time">
        {now ? now.toISOString().slice(0, 19).replace("T", " ") : "…"}
      </time>
      {MOVES.map(([label, seconds]) => (
        <button key={label} disabled={isMoving} onClick={() => void moveClock(seconds)}>
          {label}
        </button>
      ))}
      {note && (
        <span className="bar-note" role="status" title={note}>
          {note}
        </span>
      )}
    </section>
  );
}

function CostMeter() {
  const { cost } = told.use();
  if (!cost) return <span className="bar-cost bar-note">no cost yet</span>;
  const { requested, limit, remaining } = cost;
  return (
    <span className="bar-cost" title={`${remaining} left in the bucket, ${cost.restoreRate} come back per second`}>
      cost <b>{requested}</b> of {limit} · {remaining.toLocaleString("en")} left
      <meter min={0} max={limit} value={requested} />
    </span>
  );
}
