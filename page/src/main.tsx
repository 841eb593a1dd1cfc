// Starts the page: what it was asked to show, then the page itself.
import { render } from "preact";
import "./styles/index.css";
import { App } from "./App";
import { follow } from "./asking";
import { open } from "./opening";
import { keepPreferences } from "./theme";

keepPreferences();
await open();
follow();
render(<App />, document.getElementById("page")!);
