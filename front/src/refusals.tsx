// Under the answer: what was refused, why, and what to do about it.
import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { told } from "./fetcher";
import { remedyDocument } from "./remedy";
import type { Refusal, Remedy } from "./wire";

export function Refusals() {
  const { refusals } = told.use();
  if (refusals.length === 0) return null;
  return (
    <div className="refusals" role="alert">
      {refusals.map((refusal, index) => (
        <OneRefusal key={index} refusal={refusal} />
      ))}
    </div>
  );
}

function OneRefusal({ refusal: { message, extensions = {} } }: { refusal: Refusal }) {
  const { code, hint, remedies = [], fields, corrId } = extensions;
  return (
    <article>
      {code && <code className="refusal-code">{code}</code>} <span>{message}</span>
      {hint && <p className="refusal-hint">{hint}</p>}
      {fields && Object.keys(fields).length > 0 && (
        <ul>
          {Object.entries(fields).map(([name, problem]) => (
            <li key={name}>
              <code>{name}</code> {problem}
            </li>
          ))}
        </ul>
      )}
      {remedies.map((remedy) => (
        <RemedyButton key={remedy.mutation} remedy={remedy} />
      ))}
      {corrId && <small title="Quote this to support">{corrId}</small>}
    </article>
  );
}

/** Opens the mutation that helps in a tab of its own, ready to run. */
function RemedyButton({ remedy }: { remedy: Remedy }) {
  const schema = useGraphiQL((state) => state.schema);
  const { addTab, updateActiveTabValues } = useGraphiQLActions();
  const editors = useGraphiQL((state) => ({ query: state.queryEditor, variables: state.variableEditor }));
  const open = (): void => {
    const query = remedyDocument(schema ?? null, remedy);
    const variables = JSON.stringify(remedy.variables, null, 2);
    addTab();
    updateActiveTabValues({ query, variables });
    editors.query?.setValue(query);
    editors.variables?.setValue(variables);
  };
  return (
    <button className="remedy" onClick={open}>
      {remedy.label} <code>{remedy.mutation}</code>
    </button>
  );
}
