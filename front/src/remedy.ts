// Writes the mutation that a refusal recommends.
import { getNamedType, type GraphQLField, type GraphQLSchema, isLeafType, isObjectType } from "graphql";
import type { Remedy } from "./wire";

/** A document that calls the remedy with its variables and asks for whatever is plain. */
export function remedyDocument(schema: GraphQLSchema | null, remedy: Remedy): string {
  const field = schema?.getMutationType()?.getFields()[remedy.mutation];
  if (!field) return `mutation {\n  ${remedy.mutation}\n}\n`;
  const wanted = field.args.filter((arg) => arg.name in remedy.variables);
  const declared = wanted.map((arg) => `$${arg.name}: ${arg.type.toString()}`).join(", ");
  const passed = wanted.map((arg) => `${arg.name}: $${arg.name}`).join(", ");
  const head = `mutation ${capital(remedy.mutation)}${declared && `(${declared})`}`;
  return `# ${remedy.label}\n${head} {\n  ${remedy.mutation}${passed && `(${passed})`}${selection(field)}\n}\n`;
}

function selection(field: GraphQLField<unknown, unknown>): string {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) return "";
  const plain = Object.values(type.getFields())
    .filter((one) => isLeafType(getNamedType(one.type)) && one.args.length === 0)
    .map((one) => one.name);
  return ` {\n    ${(plain.length ? plain : ["__typename"]).join("\n    ")}\n  }`;
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
