// The editor's workers are files of this server: a page under our policy may start no worker from a blob.
const BASE = "/graphql/assets/";

const NAMES: Record<string, keyof typeof WORKERS> = { graphql: "graphql-worker", json: "json-worker" };

Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker: (_id: string, label: string) => new Worker(BASE + WORKERS[NAMES[label] ?? "editor-worker"]),
  },
});
