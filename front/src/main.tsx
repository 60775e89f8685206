import "./workers";
import "graphiql/style.css";
import "./style.css";
import { HISTORY_PLUGIN } from "@graphiql/plugin-history";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";
import { Bar } from "./bar";
import { SystemColours } from "./colours";
import { root } from "./config";
import { EXAMPLES, tabs } from "./examples";
import { fetcher } from "./fetcher";
import { Refusals } from "./refusals";
import { resume } from "./session";

const plugins = [HISTORY_PLUGIN, EXAMPLES];

/** There are more tabs than fit beside each other. */
function showTab(): void {
  const show = (): void => document.querySelector(".graphiql-tab-active")?.scrollIntoView({ inline: "center" });
  requestAnimationFrame(show);
}

function App() {
  return (
    <>
      <Bar />
      <GraphiQL
        fetcher={fetcher}
        plugins={plugins}
        onTabChange={showTab}
        defaultTabs={tabs}
        defaultEditorToolsVisibility="variables"
        inputValueDeprecation
        schemaDescription
      >
        <GraphiQL.Logo>{" "}</GraphiQL.Logo>
        <GraphiQL.Footer>
          <SystemColours />
          <Refusals />
        </GraphiQL.Footer>
      </GraphiQL>
    </>
  );
}

await resume();
createRoot(root).render(<App />);
