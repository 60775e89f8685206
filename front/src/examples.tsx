// The steps of the main flow: a tab each, and a list beside the editor.
import { type GraphiQLPlugin, useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import examples from "examples";
import { directionsOf } from "./stage";

export const tabs = examples.map(({ document, variables }) => ({ query: document, variables }));

const steps = examples.map(({ name, document, variables }) => ({
  name,
  title: name.replace(/^\d+-/, "").replaceAll("-", " "),
  query: document,
  variables,
  ...directionsOf(document),
}));

function List() {
  const open = useGraphiQL((state) => state.tabs);
  const editors = useGraphiQL((state) => ({ query: state.queryEditor, variables: state.variableEditor }));
  const { addTab, changeTab, updateActiveTabValues } = useGraphiQLActions();
  const show = ({ query, variables }: (typeof steps)[number]): void => {
    const index = open.findIndex((tab) => tab.query === query);
    if (index >= 0) return changeTab(index);
    addTab();
    updateActiveTabValues({ query, variables });
    editors.query?.setValue(query);
    editors.variables?.setValue(variables);
  };
  return (
    <section aria-label="Examples" className="examples">
      <h2>Examples</h2>
      <p>One booking, step by step. Each step plays its person and knows what the steps before it brought.</p>
      <ol>
        {steps.map((step) => (
          <li key={step.name}>
            <button onClick={() => show(step)}>
              <b>{step.title}</b> {step.as && <code>{step.as}</code>}
              <span>{step.what}</span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Icon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M9 6h11M9 12h11M9 18h11M4 6l.6.6L6 5M4 12l.6.6L6 11M4 18l.6.6L6 17" />
    </svg>
  );
}

export const EXAMPLES: GraphiQLPlugin = { title: "Examples", icon: Icon, content: List };
