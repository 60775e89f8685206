/** What the server says about itself on the page. */
export interface Config {
  /** Demo people to sign in as; none outside development. */
  people: { email: string; what: string }[];
  /** What they all have as a password. */
  password: string | null;
  /** Whether the business clock can be moved. */
  movesTime: boolean;
}

export const root = document.getElementById("root")!;
export const config = JSON.parse(root.dataset["config"]!) as Config;
