// What the customer's pages gain from script; each of them works without.
import { Button, ErrorSummary, SkipLink, createAll } from "govuk-frontend";
import { fitBars } from "./bars.mjs";
import { leaveOldPages } from "./leave.mjs";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const component of [Button, ErrorSummary, SkipLink]) createAll(component);
leaveOldPages();
fitBars();
