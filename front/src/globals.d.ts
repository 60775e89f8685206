declare module "*.css";

declare module "examples" {
  const examples: { name: string; document: string; variables: string }[];
  export default examples;
}

/** File names of the editor's workers, filled in by the build. */
declare const WORKERS: Record<"editor-worker" | "graphql-worker" | "json-worker", string>;
